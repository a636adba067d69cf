// Who a process is, beyond a number that another one may bear: after it, or beside it in another namespace.
#pragma once
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace comptoir::infra {

/// What a process writes of itself for others to read.
struct Identity {
  pid_t pid = 0;
  std::uint64_t started = 0;        // ticks since the boot; 0: not known
  std::uint64_t pid_namespace = 0;  // the one in which `pid` means something; 0: not known
  std::string boot;                 // of the kernel

  static Identity own();
  /// Of what text() made; what is missing (an older program's) is not known.
  static Identity parse(const std::string&);
  std::string text() const;
};

/// A process held by a descriptor (pidfd): a signal goes to it or to nobody, whoever gets its number later.
class Process {
 public:
  /// Nothing when there is none of that number.
  static std::optional<Process> find(pid_t);
  /// Nothing when it has ended, or cannot be told from here: in another namespace, on another machine.
  static std::optional<Process> find(const Identity&);
  ~Process();
  Process(Process&& other) noexcept;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// False, with errno, when it may not be or is not there any more.
  bool signal(int) const;
  /// True once it has ended.
  bool ended_within(std::chrono::milliseconds) const;

 private:
  explicit Process(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

/// The name it runs under, "postgres"; empty when there is no such process.
std::string name_of(pid_t);

}  // namespace comptoir::infra
