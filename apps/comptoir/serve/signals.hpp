// SIGTERM, SIGINT and SIGHUP ask for an orderly stop; SIGCHLD says that a child may have died.
#pragma once
#include <chrono>
#include <functional>

namespace comptoir::serve {

class Signals {
 public:
  /// Blocks them in this thread and in all that it makes later: build it before any other thread.
  Signals();

  /// True when a stop was asked for, or is within this time. A child's death ends the wait too: false.
  bool stop_within(std::chrono::milliseconds) const;
  /// Calls `tend` at each child's death and at least once per `period`, until a stop is asked for. One asked for earlier counts.
  void run_until_stop(const std::function<void()>& tend,
                      std::chrono::milliseconds period = std::chrono::milliseconds(500));
};

}  // namespace comptoir::serve
