// Watches a rebuild to its end.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>

namespace comptoir::projections {

struct Rebuilt {
  std::int64_t events = 0;  ///< read while we watched
  std::chrono::milliseconds took{};
  std::int64_t rate() const { return events * 1000 / std::max<std::int64_t>(1, took.count()); }
};

/// `where` as find_system() takes it. Returns when `generation` answers readers; draws a bar with rate and time left on
/// stderr when that is a terminal. A service that is away is waited for: it goes on with the rebuild when it is back.
/// Throws Permanent when the rebuild ended otherwise, Retryable when the service stayed away.
Rebuilt follow(const std::string& where, const std::string& name, std::int64_t generation);

}  // namespace comptoir::projections
