// A child that must be up: started until it answers, started again when it dies.
#pragma once
#include <functional>
#include <memory>

#include "apps/comptoir/infra/child.hpp"

namespace comptoir::infra {

class Supervised {
 public:
  /// `answers` asks whether it can be used; called every 20 ms by start(). `last_resort`, if any, is called when it has died five
  /// times in a row and never answered, before it is tried again: what may be in its way is put aside. Not again until it has
  /// answered since.
  Supervised(Command command, std::function<bool()> answers, std::function<void()> last_resort = {});

  /// Returns when it answers. Tries again when it dies on the way; throws Retryable with the log's last lines when
  /// `limit` is over or it has died five times, last resort included, StopAsked when we are to stop.
  void start(std::chrono::milliseconds limit);

  /// Starts it again if it has died, no sooner than the back-off says (0.2 s, doubling up to 10 s, forgotten after 30 s of good
  /// health). Does not wait for it. Call it often.
  void tend(std::chrono::steady_clock::time_point now);

  void stop() { child_.reset(); }
  bool running() { return child_ && child_->running(); }

 private:
  void launch(std::chrono::steady_clock::time_point now);
  void try_again(std::chrono::steady_clock::time_point now);
  bool last_resort();
  void count_answer();
  [[noreturn]] void give_up(const std::string& why) const;

  Command command_;
  std::function<bool()> answers_;
  std::function<void()> last_resort_;
  std::unique_ptr<Child> child_;
  std::chrono::steady_clock::time_point launched_{};
  std::chrono::steady_clock::time_point next_try_{};
  std::chrono::milliseconds delay_{0};
  int deaths_ = 0;  // in a row, without an answer
  bool reported_ = false, answered_ = false, resorted_ = false;
};

}  // namespace comptoir::infra
