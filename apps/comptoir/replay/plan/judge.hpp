// Whether a line of the file can become part of an order, by what the services take.
#pragma once
#include "apps/comptoir/replay/plan/columns.hpp"
#include "apps/comptoir/replay/plan/source.hpp"

namespace comptoir::replay {

struct Judged {
  InvoiceLine line;  ///< without its day
  WrittenDay day;
  std::string date;   ///< the day's own words
  std::string wrong;  ///< empty when the line is good
};

Judged judge(const Columns&, const std::vector<std::string>& fields);

inline constexpr std::size_t kMaxInvoice = 64, kMaxCode = 64, kMaxCountry = 110;  ///< bytes of UTF-8
inline constexpr std::int64_t kMaxQuantity = 1'000'000;                           ///< pieces on a line of an order
inline constexpr std::size_t kMaxProducts = 1000;                                 ///< of one order

/// A value in a message: made visible, cut when it is long.
std::string shown(std::string_view value);

}  // namespace comptoir::replay
