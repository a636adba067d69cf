#include "libs/base/sums.hpp"

#include <algorithm>
#include <stdexcept>

namespace comptoir {
namespace {

constexpr std::size_t kMaxDigits = 38;  // of 128 bits: 10^38 fits

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

Sum Sum::of(std::string_view digits) {
  const bool negative = digits.starts_with('-');
  const auto magnitude = digits.substr(negative ? 1 : 0);
  if (magnitude.empty() || magnitude.size() > kMaxDigits || !std::ranges::all_of(magnitude, is_digit))
    throw std::invalid_argument("a whole number was expected, not \"" + std::string(digits) + '"');
  Sum out;
  for (const char c : magnitude) out.value_ = out.value_ * 10 + (c - '0');
  if (negative) out.value_ = -out.value_;
  return out;
}

std::string Sum::text() const {
  std::string out;
  Wide rest = value_ < 0 ? -value_ : value_;
  do {
    out += static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  } while (rest > 0);
  if (value_ < 0) out += '-';
  std::ranges::reverse(out);
  return out;
}

std::string Sum::dollars() const {
  std::string cents = text();
  const std::string sign = value_ < 0 ? "-" : "";
  cents.erase(0, sign.size());
  if (cents.size() < 3) cents.insert(0, 3 - cents.size(), '0');
  cents.insert(cents.size() - 2, 1, '.');
  if (cents.ends_with('0')) cents.pop_back();
  return sign + cents;
}

}  // namespace comptoir
