#include "apps/comptoir/replay/plan/exact.hpp"

#include <algorithm>
#include <charconv>

namespace comptoir::replay {
namespace {

constexpr std::size_t kMaxDigits = 9;
constexpr std::size_t kCentDigits = 2;

bool all_digits(std::string_view text) { return text.find_first_not_of("0123456789") == std::string_view::npos; }

/// "-12.5" cut into its parts; digits are digits, and there is at least one.
struct Decimal {
  bool negative = false;
  std::string_view whole, fraction;
};

std::optional<Decimal> parse_decimal(std::string_view text) {
  Decimal d;
  if (text.starts_with('-')) {
    d.negative = true;
    text.remove_prefix(1);
  }
  const auto point = text.find('.');
  d.whole = text.substr(0, point);
  if (point != std::string_view::npos) d.fraction = text.substr(point + 1);
  if (d.whole.size() + d.fraction.size() == 0 || d.whole.size() > kMaxDigits) return std::nullopt;
  if (!all_digits(d.whole) || !all_digits(d.fraction)) return std::nullopt;
  return d;
}

std::int64_t number_of(std::string_view digits) {
  std::int64_t value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

std::int64_t at_most_a_sum(__int128 value) { return value > kMaxSum ? kMaxSum : static_cast<std::int64_t>(value); }

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Cents> parse_price(std::string_view text) {
  const auto d = parse_decimal(text);
  if (!d) return std::nullopt;
  Cents cents = number_of(d->whole) * 100;
  const auto kept = d->fraction.substr(0, kCentDigits);
  cents += number_of(kept) * (kept.size() == 1 ? 10 : 1);
  if (d->fraction.size() > kCentDigits && d->fraction[kCentDigits] >= '5') ++cents;
  return d->negative ? -cents : cents;
}

bool is_positive(std::string_view decimal) {
  return !decimal.starts_with('-') && decimal.find_first_of("123456789") != std::string_view::npos;
}

std::optional<Ratio> Ratio::parse(std::string_view text) {
  const auto d = parse_decimal(text);
  if (!d || d->negative || d->fraction.size() > kMaxDigits) return std::nullopt;
  Ratio r;
  for (std::size_t i = 0; i < d->fraction.size(); ++i) r.denominator *= 10;
  r.numerator = number_of(d->whole) * r.denominator + number_of(d->fraction);
  return r;
}

std::int64_t Ratio::ceil_of(std::int64_t amount) const {
  return at_most_a_sum((static_cast<__int128>(amount) * numerator + denominator - 1) / denominator);
}

std::int64_t Ratio::floor_of(std::int64_t amount) const {
  return at_most_a_sum(static_cast<__int128>(amount) * numerator / denominator);
}

}  // namespace comptoir::replay
