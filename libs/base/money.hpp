// Money is int64 cents. On the wire it is a JSON number in dollars with at most two decimals.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace comptoir {

using Cents = std::int64_t;

/// The largest amount in one command: ten million dollars.
inline constexpr Cents kMaxAmount = 1'000'000'000;
/// The largest balance, or total, that is accepted: below 2^46 dollars two amounts are never the same double, so a JSON number
/// holds each to the cent.
inline constexpr Cents kMaxSum = 7'000'000'000'000'000;
/// The largest amount that is read, 2^53 cents: of what was accepted when kMaxSum was higher, and what a refund may bring a
/// balance to.
inline constexpr Cents kMaxRead = 9'007'199'254'740'991;

/// "15.0", "15.05", "-0.5": dollars, at least one decimal, as the specification prints them.
std::string format_dollars(Cents);

/// Exact conversion of a JSON number; nothing when it has a third decimal or is out of range.
/// The double nearest to a decimal of two places is the correctly rounded quotient cents/100, so equality decides.
std::optional<Cents> cents_from_dollars(double);

}  // namespace comptoir
