// The only way to make a thread here (tools/check_style.py): no exception leaves it, so none ends the program.
#pragma once
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace comptoir {

/// What a thread threw; called on that thread. Until told otherwise: a line on stderr.
using ThreadReport = void (*)(std::string_view thread, std::string_view reason);
void report_threads_to(ThreadReport);

/// Runs `work` once. What it throws is reported under that name, and goes no further: for what is posted to a pool. False when it threw.
bool guarded_call(std::string_view name, const std::function<void()>& work) noexcept;

/// Until the time has passed, or a stop is asked for.
void pause_for(std::stop_token stop, std::chrono::milliseconds time);

/// A std::jthread whose work is begun again, after a pause, when it throws. It ends when the work returns, or when it throws
/// after a stop was asked for.
class GuardedThread {
 public:
  using Work = std::function<void(std::stop_token)>;

  GuardedThread() = default;
  /// Its first 15 bytes are what the system shows. Throws Retryable when there is no thread to be had.
  GuardedThread(std::string name, Work work);
  GuardedThread(std::string name, std::function<void()> work);

  bool joinable() const { return thread_.joinable(); }
  void join() { thread_.join(); }
  void request_stop() noexcept { thread_.request_stop(); }

  static constexpr std::chrono::milliseconds kFirstPause{10}, kLastPause{1000};  ///< doubled from one to the other
  static constexpr std::chrono::seconds kGoodHealth{10};  ///< worked for so long: its next pause is a first one

 private:
  std::jthread thread_;
};

}  // namespace comptoir
