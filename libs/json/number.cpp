#include "libs/json/number.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>

namespace comptoir::json {
namespace {

constexpr std::size_t kSurelyExact = 16;  // 15 digits and a point: every double carries them

/// digits × 10^exponent, no zero at either end of the digits; "" for zero.
struct Decimal {
  std::string digits;
  std::int64_t exponent = 0;
  bool operator==(const Decimal&) const = default;
};

std::optional<std::int64_t> exponent_of(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t exponent = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  constexpr std::int64_t kMaxExponent = 1'000'000'000;
  if (ec != std::errc{} || std::abs(exponent) > kMaxExponent) return std::nullopt;
  return exponent;
}

// Of a JSON number or of what to_chars writes; the sign is left out.
std::optional<Decimal> decimal_of(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const auto e = text.find_first_of("eE");
  const auto exponent = e == text.npos ? std::optional<std::int64_t>(0) : exponent_of(text.substr(e + 1));
  Decimal out;
  for (bool fraction = false; const char c : text.substr(0, e)) {
    if (c == '.') {
      fraction = true;
      continue;
    }
    out.exponent -= fraction;
    if (c != '0' || !out.digits.empty()) out.digits += c;
  }
  if (out.digits.empty()) return Decimal{};
  if (!exponent) return std::nullopt;
  out.exponent += *exponent;
  while (out.digits.back() == '0') out.digits.pop_back(), ++out.exponent;
  return out;
}

std::optional<Decimal> decimal_of(double value) {
  char text[40];
  return decimal_of(std::string_view(text, std::to_chars(text, text + sizeof text, value).ptr));
}

}  // namespace

std::optional<double> exact_double(std::string_view text, double parsed) {
  double value = parsed;
  if (text.size() > kSurelyExact || text.find_first_of("eE") != text.npos) {
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    const auto said = decimal_of(text);
    if (said && said->digits.empty()) return 0.0;
    if (ec != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    if (!said || said != decimal_of(value)) return std::nullopt;
  }
  return value == 0 ? 0.0 : value;  // -0 is 0
}

}  // namespace comptoir::json
