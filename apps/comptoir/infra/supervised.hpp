// A child that must be up: started until it answers, started again when it dies.
#pragma once
#include <functional>
#include <memory>

#include "apps/comptoir/infra/child.hpp"

namespace comptoir::infra {

class Supervised {
 public:
  /// `answers` asks whether it can be used; called every 20 ms by start().
  Supervised(Command command, std::function<bool()> answers);

  /// Returns when it answers. Tries again when it dies on the way; throws Retryable with the log's last lines when
  /// `limit` is over or it has died five times.
  void start(std::chrono::milliseconds limit);

  /// Starts it again if it has died, no sooner than the back-off says (0.2 s, doubling up to 10 s, forgotten after 30 s of good
  /// health). Does not wait for it. Call it often.
  void tend(std::chrono::steady_clock::time_point now);

  void stop() { child_.reset(); }
  bool running() { return child_ && child_->running(); }

 private:
  void launch(std::chrono::steady_clock::time_point now);
  [[noreturn]] void give_up(const std::string& why) const;

  Command command_;
  std::function<bool()> answers_;
  std::unique_ptr<Child> child_;
  std::chrono::steady_clock::time_point launched_{};
  std::chrono::steady_clock::time_point next_try_{};
  std::chrono::milliseconds delay_{0};
  bool reported_ = false;
};

}  // namespace comptoir::infra
