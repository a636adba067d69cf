#include "apps/comptoir/serve/signals.hpp"

#include <csignal>

namespace comptoir::serve {
namespace {

sigset_t awaited() {
  sigset_t set;
  sigemptyset(&set);
  for (int s : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&set, s);
  return set;
}

}  // namespace

Signals::Signals() {
  const auto set = awaited();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void Signals::run_until_stop(const std::function<void()>& tend, std::chrono::milliseconds period) {
  const auto set = awaited();
  const timespec wait{period.count() / 1000, (period.count() % 1000) * 1'000'000};
  for (;;) {
    const int got = sigtimedwait(&set, nullptr, &wait);
    if (got == SIGTERM || got == SIGINT || got == SIGHUP) return;
    tend();
  }
}

}  // namespace comptoir::serve
