// Decimal texts as exact integers: prices, quantities, factors. No double anywhere.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "libs/base/money.hpp"

namespace comptoir::replay {

/// "6", "-1"; nothing when the text is anything else or does not fit.
std::optional<std::int64_t> parse_integer(std::string_view text);

/// A price in cents, rounded half up (away from zero) from its decimal text: "2.55" 255, "0.001" 0, "0.005" 1.
std::optional<Cents> parse_price(std::string_view text);

/// True when the decimal text is above zero, even where parse_price() rounds it to 0.
bool is_positive(std::string_view decimal);

/// A factor as written: "0.98" is 98/100.
struct Ratio {
  std::int64_t numerator = 1;
  std::int64_t denominator = 1;

  /// 0 or more, at most 9 digits before and after the point; nothing for any other text.
  static std::optional<Ratio> parse(std::string_view text);
  /// Both: amount >= 0; no more than kMaxSum comes out.
  std::int64_t ceil_of(std::int64_t amount) const;
  std::int64_t floor_of(std::int64_t amount) const;
};

}  // namespace comptoir::replay
