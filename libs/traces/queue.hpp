// Spans on their way to the collector. Who puts one in never waits for the collector: what does not fit is lost, and
// counted. Thread-safe.
#pragma once
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stop_token>

#include "libs/traces/span.hpp"

namespace comptoir::traces {

class Queue {
 public:
  explicit Queue(std::size_t max) : max_(max) {}

  /// How many of them were lost.
  std::size_t push(std::vector<Span> spans);
  /// Up to `most`, in order; waits until there are that many, `wait` has passed, or a stop is asked for.
  std::vector<Span> take(std::stop_token, std::size_t most, std::chrono::milliseconds wait);
  /// Returns when the time has passed, or a stop is asked for.
  void pause(std::stop_token, std::chrono::milliseconds);

 private:
  const std::size_t max_;
  std::mutex mutex_;
  std::condition_variable_any arrived_;
  std::size_t wanted_ = 1;
  std::deque<Span> spans_;
};

}  // namespace comptoir::traces
