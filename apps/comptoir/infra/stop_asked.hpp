// A stop that is asked for while the system starts. The signals are blocked (serve::Signals) and taken when it runs; before, whoever
// waits looks for them.
#pragma once
#include <csignal>

#include "libs/base/error.hpp"

namespace comptoir::infra {

struct StopAsked : Retryable {
  StopAsked() : Retryable("arrêt demandé pendant le démarrage") {}
};

/// Throws StopAsked when SIGTERM, SIGINT or SIGHUP is pending: what was begun is undone on the way. They stay pending.
inline void throw_if_stop_asked() {
  sigset_t pending;
  if (sigpending(&pending) != 0) return;
  for (const int signal : {SIGTERM, SIGINT, SIGHUP})
    if (sigismember(&pending, signal) == 1) throw StopAsked();
}

}  // namespace comptoir::infra
