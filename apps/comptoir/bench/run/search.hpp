// Looks for the highest rate that is held. Pure: what a trial is, the caller says.
#pragma once
#include <functional>
#include <optional>

namespace comptoir::bench {

inline constexpr double kRaise = 1.4;  ///< from one short step to the next
inline constexpr int kMaxRaises = 12;
inline constexpr int kHalvings = 3;       ///< between the last rate held and the first that was not
inline constexpr double kClose = 1.04;    ///< rates that are no further apart need no step between
inline constexpr double kBackOff = 0.94;  ///< when the long run does not hold what the short steps promised
inline constexpr int kLongTries = 5;

/// `held(rate, long_run)` runs at that rate. The rate of the last long run that held; nothing when none did.
std::optional<double> search_rate(double from, const std::function<bool(double rate, bool long_run)>& held,
                                  double raise = kRaise);

}  // namespace comptoir::bench
