#include "libs/log/outlet.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <string>
#include <utility>

#include "libs/base/guarded_thread.hpp"

namespace comptoir::log {
namespace {

constexpr std::chrono::milliseconds kFarewell{500};  // for what waits when the program ends

/// What cannot be written (nobody reads any more, a full disk) is lost: the program goes on.
void write_all(std::string_view text) {
  while (!text.empty()) {
    const auto n = ::write(STDOUT_FILENO, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

class Queue {
 public:
  void add(std::string_view line) {
    const std::lock_guard lock(mutex_);
    if (bytes_ + line.size() > kWaitingBytes || !begun()) {
      ++lost_;
      return;
    }
    lines_.emplace_back(line);
    bytes_ += line.size();
    changed_.notify_all();
  }

  std::uint64_t take_lost() {
    const std::lock_guard lock(mutex_);
    return bytes_ > kWaitingBytes / 2 ? 0 : std::exchange(lost_, 0);
  }

  void drain(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, patience, [this] { return bytes_ == 0; });
  }

 private:
  /// The thread is made with the first line, when no process is forked off any more to live without it; no signal is for it.
  bool begun() {
    if (thread_.joinable()) return true;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
      thread_ = GuardedThread("journal", [this] { run(); });
    } catch (const std::exception&) {  // none can be made now: the line is lost, the next one tries again
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return thread_.joinable();
  }

  [[noreturn]] void run() {
    for (std::unique_lock lock(mutex_);;) {
      changed_.wait(lock, [this] { return !lines_.empty(); });
      const auto line = std::move(lines_.front());
      lines_.pop_front();
      lock.unlock();
      write_all(line);
      lock.lock();
      bytes_ -= line.size();
      changed_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> lines_;
  std::size_t bytes_ = 0;  // of lines_, and of the one being written
  std::uint64_t lost_ = 0;
  GuardedThread thread_;
};

/// Never destroyed: its thread may be held by a reader that reads no more.
Queue& queue() {
  static auto& only = [&]() -> Queue& {
    std::atexit([] { queue().drain(kFarewell); });
    return *new Queue;
  }();
  return only;
}

bool is_a_file() {
  struct stat s{};
  return fstat(STDOUT_FILENO, &s) == 0 && S_ISREG(s.st_mode);
}

}  // namespace

void print(std::string_view line) { is_a_file() ? write_all(line) : queue().add(line); }

std::uint64_t take_lost() { return queue().take_lost(); }

}  // namespace comptoir::log
