// What people ask of the dead letters waits here until the worker's next turn. Thread-safe.
#pragma once
#include <mutex>

#include "libs/http/message.hpp"
#include "libs/journal/acts.hpp"

namespace comptoir::service {

class ActQueue {
 public:
  struct Asked {
    journal::ActRequest request;
    http::Responder respond;
  };
  /// False when it is full or closed: the caller answers 503.
  bool push(Asked asked) {
    const std::lock_guard lock(mutex_);
    if (!open_ || waiting_.size() >= kMax) return false;
    waiting_.push_back(std::move(asked));
    return true;
  }
  std::vector<Asked> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(waiting_, {});
  }
  void set_open(bool open) {
    const std::lock_guard lock(mutex_);
    open_ = open;
  }

  static constexpr std::size_t kMax = 16;

 private:
  std::mutex mutex_;
  bool open_ = false;
  std::vector<Asked> waiting_;
};

}  // namespace comptoir::service
