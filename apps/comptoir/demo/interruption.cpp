#include "apps/comptoir/demo/interruption.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

namespace comptoir::demo {
namespace {

constexpr timespec kLook{0, 100'000'000};
constexpr std::chrono::milliseconds kPause{20};
constexpr int kLooks = 3000;  // a minute

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  return set;
}

}  // namespace

Interruption::Interruption() {
  const auto set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  watcher_ = GuardedThread("interruption", [this](const std::stop_token& stop) { watch(stop); });
}

Interruption::~Interruption() {
  watcher_.request_stop();
  watcher_.join();
}

void Interruption::guard(const std::filesystem::path& folder, pid_t pid) {
  const std::lock_guard lock(mutex_);
  folder_ = folder;
  pid_ = pid;
}

void Interruption::watch(const std::stop_token& stop) {
  const auto set = stop_signals();
  while (!stop.stop_requested())
    if (const int signal = sigtimedwait(&set, nullptr, &kLook); signal > 0) end(signal);
}

/// The child is waited for without being reaped: that stays its owner's.
void Interruption::end(int signal) {
  const std::lock_guard lock(mutex_);
  siginfo_t ended{};
  if (pid_ > 0) kill(pid_, SIGTERM);
  for (int i = 0; pid_ > 0 && i < kLooks && ended.si_pid == 0; ++i) {
    if (waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT) != 0) break;
    std::this_thread::sleep_for(kPause);
  }
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
  _exit(128 + signal);
}

}  // namespace comptoir::demo
