// The last hour: one set of numbers every few seconds, the oldest overwritten. Thread-safe.
#pragma once
#include <deque>
#include <mutex>

#include "apps/comptoir/observatoire/exposition.hpp"
#include "libs/base/clock.hpp"

namespace comptoir::observatoire {

class Ring {
 public:
  explicit Ring(std::size_t size) : size_(size) {}

  void add(Instant, Numbers);
  /// {"dernier": n, "temps": [ms since 1970, …], "series": {key: [number or null, …]}} of the samples after the `after`th;
  /// samples are numbered from 1.
  std::string json(std::int64_t after) const;

 private:
  struct Sample {
    Instant time;
    Numbers numbers;
  };
  const std::size_t size_;
  mutable std::mutex mutex_;
  std::deque<Sample> samples_;
  std::int64_t last_ = 0;
};

}  // namespace comptoir::observatoire
