// As many requests under way as there are connections: each is answered before its connection sends the next. What that tells
// is a capacity, and a latency under it; one thread does it all, and says how much of a processor it took.
#pragma once
#include <functional>
#include <string>

#include "apps/comptoir/bench/measure/histogram.hpp"

namespace comptoir::bench {

struct ClosedLoop {
  std::string url;
  std::size_t connections = 1;
  double warmup = 0, seconds = 1;   ///< what is answered after `warmup` counts, for `seconds`
  std::size_t requests = SIZE_MAX;  ///< sends no more than these, however much time is left
  int expected = 200;               ///< status of every answer
};

struct Looped {
  Histogram latency;
  double seconds = 0;      ///< between the first and the last answer that count
  double cpu_seconds = 0;  ///< that this process used meanwhile
  double per_second() const { return seconds > 0 ? static_cast<double>(latency.count()) / seconds : 0; }
};

/// `request(connection)` makes the next one of a connection, 0 and up. Returns when all is answered. Throws Permanent on any
/// answer but the expected, Retryable when a connection is cut or nothing is answered for kSilence.
Looped run(const ClosedLoop&, const std::function<std::string(std::size_t)>& request);

}  // namespace comptoir::bench
