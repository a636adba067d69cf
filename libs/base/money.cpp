#include "libs/base/money.hpp"

#include <cmath>

namespace comptoir {

std::string format_dollars(Cents cents) {
  const auto magnitude = cents < 0 ? 0 - static_cast<std::uint64_t>(cents) : static_cast<std::uint64_t>(cents);
  std::string out = cents < 0 ? "-" : "";
  out += std::to_string(magnitude / 100) + '.' + char('0' + magnitude / 10 % 10);
  if (magnitude % 10 != 0) out += char('0' + magnitude % 10);
  return out;
}

std::optional<Cents> cents_from_dollars(double dollars) {
  if (!std::isfinite(dollars) || std::fabs(dollars) > double(kMaxRead) / 100) return std::nullopt;
  const Cents cents = std::llround(dollars * 100);
  if (double(cents) / 100 != dollars) return std::nullopt;
  return cents;
}

}  // namespace comptoir
