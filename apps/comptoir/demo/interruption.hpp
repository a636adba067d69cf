// Ctrl-C in the middle of the demo: the system is stopped and its folder removed all the same.
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <mutex>

#include "libs/base/guarded_thread.hpp"

namespace comptoir::demo {

/// Takes SIGINT, SIGTERM and SIGHUP for this thread and all made later: build it before any other thread.
/// On one of them ends what is guarded, then the program, with 128 + signal.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  void guard(const std::filesystem::path& folder, pid_t pid);

 private:
  void watch(const std::stop_token&);
  [[noreturn]] void end(int signal);

  std::mutex mutex_;
  std::filesystem::path folder_;
  pid_t pid_ = 0;
  GuardedThread watcher_;
};

}  // namespace comptoir::demo
