#include "libs/traces/queue.hpp"

#include <algorithm>

namespace comptoir::traces {

std::size_t Queue::push(std::vector<Span> spans) {
  bool enough = false;
  std::size_t fit = 0;
  {
    const std::lock_guard lock(mutex_);
    fit = std::min(spans.size(), max_ - spans_.size());
    std::move(spans.begin(), spans.begin() + static_cast<std::ptrdiff_t>(fit), std::back_inserter(spans_));
    enough = spans_.size() >= wanted_;
  }
  if (enough) arrived_.notify_one();
  return spans.size() - fit;
}

std::vector<Span> Queue::take(std::stop_token stop, std::size_t most, std::chrono::milliseconds wait) {
  std::unique_lock lock(mutex_);
  wanted_ = std::min(most, max_);
  arrived_.wait_for(lock, stop, wait, [this] { return spans_.size() >= wanted_; });
  const auto end = spans_.begin() + static_cast<std::ptrdiff_t>(std::min(most, spans_.size()));
  std::vector<Span> out(std::move_iterator(spans_.begin()), std::move_iterator(end));
  spans_.erase(spans_.begin(), end);
  return out;
}

void Queue::pause(std::stop_token stop, std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  arrived_.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace comptoir::traces
