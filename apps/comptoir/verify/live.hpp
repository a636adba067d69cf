// The auditor: looks again and again while the system works, until it is told to stop.
#pragma once
#include <chrono>
#include <functional>
#include <optional>

#include "apps/comptoir/verify/report.hpp"

namespace comptoir::verify {

/// One look; nothing when a database could not be read just then.
struct Look {
  Instant at;
  std::chrono::milliseconds took{0};
  std::optional<Report> report;
  std::string unreachable;  ///< why, when there is no report
};

struct Watch {
  int looks = 0, at_rest = 0, unreachable = 0, broken = 0;
};

/// Looks until it is told to stop, or for `at_most`, and tells each look. Between two it rests three times as long as a look
/// takes, so that watching costs a quarter of a core at most, and one second at least. At the end it looks once more, after
/// waiting for rest, kLastPatience at most. Takes these signals as serve::Signals does: build no thread before.
Watch watch(const Config&, std::optional<std::chrono::seconds> at_most, const std::function<void(const Look&)>& tell);
inline constexpr std::chrono::seconds kLastPatience{60};

std::string to_line(const Look&);
std::string to_json(const Look&);

}  // namespace comptoir::verify
