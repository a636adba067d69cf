// The days that files write: year first, or day and month in an order that only the whole column tells.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace comptoir::replay {

enum class DayOrder { told_by_the_file, day_first, month_first };

/// What a date's text says, its time checked and left out.
struct WrittenDay {
  bool year_first = false;
  int year = 0, first = 0,
      second = 0;  ///< `first`, `second`: month and day when the year comes first, else as they stand

  /// "2010-12-01" or "1/12/2010", also with '-' or '.', two digits of a year (20xx), and a time "8:26", "08:26:00", "T08:26:00Z".
  static std::optional<WrittenDay> parse(std::string_view text);
  /// "2010-12-01"; nothing when there is no such day.
  std::optional<std::string> iso(DayOrder) const;
};

/// Which order the days of a column are in, from all of them.
class DayOrders {
 public:
  void add(const WrittenDay&);
  /// The order that fits; most of them when none fits all. Nothing when both do and it matters.
  std::optional<DayOrder> verdict() const;

 private:
  std::int64_t day_first_ = 0, month_first_ = 0, either_ = 0;
};

}  // namespace comptoir::replay
