#include "apps/comptoir/replay/plan/days.hpp"

#include <fmt/format.h>

#include <charconv>

#include "libs/base/clock.hpp"

namespace comptoir::replay {
namespace {

constexpr std::size_t kYearDigits = 4, kShortYearDigits = 2;
constexpr int kCentury = 2000, kMonths = 12, kLastDay = 31;

/// Takes 1 to `most` digits from the front; nothing when there are none, or more.
std::optional<int> take_number(std::string_view& text, std::size_t most) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const auto size = static_cast<std::size_t>(end - text.data());
  if (error != std::errc{} || size > most || text.starts_with('-')) return std::nullopt;
  text.remove_prefix(size);
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

/// "", " 8:26", "T08:26:00.000Z", " 8:26 PM".
bool is_time(std::string_view text) {
  if (text.empty()) return true;
  if (!take(text, ' ') && !take(text, 'T')) return false;
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return false;
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59) return false;
  if (take(text, ':')) {
    const auto second = take_number(text, 2);
    if (!second || *second > 60) return false;
    if (take(text, '.') && !take_number(text, 9)) return false;
  }
  return text.empty() || text == "Z" || text == " AM" || text == " PM" || text == " am" || text == " pm";
}

}  // namespace

std::optional<WrittenDay> WrittenDay::parse(std::string_view text) {
  WrittenDay day;
  const auto size_before = text.size();
  const auto one = take_number(text, kYearDigits);
  if (!one || text.empty()) return std::nullopt;
  day.year_first = size_before - text.size() == kYearDigits;
  const char between = text[0];
  if (between != '/' && between != '-' && between != '.') return std::nullopt;
  text.remove_prefix(1);
  const auto two = take_number(text, 2);
  if (!two || !take(text, between)) return std::nullopt;
  const auto before_three = text.size();
  const auto three = take_number(text, day.year_first ? 2 : kYearDigits);
  if (!three || !is_time(text)) return std::nullopt;
  if (day.year_first) return WrittenDay{true, *one, *two, *three};
  const auto digits = before_three - text.size();
  if (digits != kYearDigits && digits != kShortYearDigits) return std::nullopt;
  return WrittenDay{false, digits == kYearDigits ? *three : kCentury + *three, *one, *two};
}

std::optional<std::string> WrittenDay::iso(DayOrder order) const {
  const bool month_leads = year_first || order == DayOrder::month_first;
  auto text = fmt::format("{:04}-{:02}-{:02}", year, month_leads ? first : second, month_leads ? second : first);
  return parse_day(text) ? std::optional(std::move(text)) : std::nullopt;
}

void DayOrders::add(const WrittenDay& day) {
  if (day.year_first) return;
  const bool may_be_month = day.first <= kMonths, may_end_in_month = day.second <= kMonths;
  if (may_be_month && may_end_in_month)
    either_ += day.first != day.second;
  else if (may_end_in_month && day.first <= kLastDay)
    ++day_first_;
  else if (may_be_month && day.second <= kLastDay)
    ++month_first_;
}

std::optional<DayOrder> DayOrders::verdict() const {
  if (day_first_ == month_first_ && either_ + day_first_ > 0) return std::nullopt;
  return day_first_ >= month_first_ ? DayOrder::day_first : DayOrder::month_first;
}

}  // namespace comptoir::replay
