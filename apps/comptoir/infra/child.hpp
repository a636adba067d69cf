// A child process that dies with us, never runs as root, and is stopped by its destructor.
//
// Every member is called from one thread that lives as long as the program (the main thread): the kernel sends
// PR_SET_PDEATHSIG when the *thread* that forked ends.
#pragma once
#include <chrono>
#include <csignal>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "apps/comptoir/infra/user.hpp"

namespace comptoir::infra {

struct Command {
  std::string name;                                     // in messages
  std::vector<std::string> argv;                        // argv[0] is a path
  std::filesystem::path log;                            // stdout and stderr, see open_log()
  std::map<std::string, std::string> environment = {};  // beside ours, or beside environment_for_others()
  bool ours = false;                                    // this program again
  std::optional<User> user = {};
  int stop_signal = SIGTERM;                   // also what the kernel sends when we die
  std::chrono::milliseconds patience{10'000};  // between stop_signal and SIGKILL
};

class Child {
 public:
  /// Throws Retryable when no process can be made. A program that cannot be executed ends with code 127 and says why in the log.
  explicit Child(const Command&);
  ~Child() { stop(); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }
  /// False once it has ended; it is then reaped.
  bool running();
  /// Signal, patience, SIGKILL. Idempotent.
  void stop();
  /// Waits for the end; its exit code, 128 + signal, or nothing when the time is up.
  std::optional<int> wait(std::chrono::milliseconds limit);

 private:
  pid_t pid_;
  int stop_signal_;
  std::chrono::milliseconds patience_;
  std::optional<int> ended_;
};

/// Stops a process left by a program that was killed: the one `pid_file` names, if its name is `program` and its working folder
/// is `folder`. Waits until it is gone; SIGKILL after 30 s.
void stop_orphan(const std::filesystem::path& pid_file, const std::string& program, const std::filesystem::path& folder,
                 int signal);

}  // namespace comptoir::infra
