// SIGTERM, SIGINT and SIGHUP ask for an orderly stop; SIGCHLD says that a child may have died. A SIGHUP that whoever started us
// has had ignored (nohup) stays so.
#pragma once
#include <chrono>
#include <functional>

namespace comptoir::serve {

class Signals {
 public:
  /// Blocks them in this thread and in all that it makes later: build it before any other thread.
  Signals();
  /// What was asked for has been done: from here on (a last word on a pipe that nobody reads) they end the program as anywhere.
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  /// True when a stop was asked for, or is within this time. A child's death ends the wait too: false.
  bool stop_within(std::chrono::milliseconds) const;
  /// Calls `tend` at each child's death and at least once per `period`, until a stop is asked for. One asked for earlier counts.
  void run_until_stop(const std::function<void()>& tend,
                      std::chrono::milliseconds period = std::chrono::milliseconds(500));
};

}  // namespace comptoir::serve
