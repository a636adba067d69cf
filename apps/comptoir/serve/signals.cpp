#include "apps/comptoir/serve/signals.hpp"

#include <csignal>

namespace comptoir::serve {
namespace {

/// By `up --detach`, by nohup: the terminal's end is none of ours. (A signal that is blocked would be queued all the same.)
bool hangup_is_ignored() {
  struct sigaction now{};
  return sigaction(SIGHUP, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

sigset_t awaited() {
  sigset_t set;
  sigemptyset(&set);
  for (int s : {SIGTERM, SIGINT, SIGCHLD}) sigaddset(&set, s);
  if (!hangup_is_ignored()) sigaddset(&set, SIGHUP);
  return set;
}

}  // namespace

Signals::Signals() {
  const auto set = awaited();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

Signals::~Signals() {
  const auto set = awaited();
  for (int s : {SIGTERM, SIGINT, SIGHUP}) {
    if (sigismember(&set, s) != 1) continue;
    std::signal(s, SIG_IGN);  // discards one that is pending, a second ^C
    std::signal(s, SIG_DFL);
  }
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
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
