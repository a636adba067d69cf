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

bool Signals::stop_within(std::chrono::milliseconds time) const {
  const auto set = awaited();
  const timespec wait{time.count() / 1000, (time.count() % 1000) * 1'000'000};
  const int got = sigtimedwait(&set, nullptr, &wait);
  return got == SIGTERM || got == SIGINT || got == SIGHUP;
}

void Signals::run_until_stop(const std::function<void()>& tend, std::chrono::milliseconds period) {
  while (!stop_within(period)) tend();
}

}  // namespace comptoir::serve
