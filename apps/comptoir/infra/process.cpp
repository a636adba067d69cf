#include "apps/comptoir/infra/process.hpp"

#include <poll.h>
extern "C" {  // glibc 2.36 forgets it
#include <sys/pidfd.h>
}
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <sstream>
#include <utility>

#include "apps/comptoir/infra/files.hpp"

namespace comptoir::infra {
namespace {

constexpr int kFieldsBeforeStart =
    19;  // proc(5): starttime is the 22nd, and the name, which may hold anything, the 2nd

std::string proc(pid_t pid, const char* file) { return "/proc/" + std::to_string(pid) + "/" + file; }

std::uint64_t start_of(pid_t pid) {
  const auto text = read_text(proc(pid, "stat")).value_or("");
  std::istringstream fields(text.substr(std::min(text.rfind(')') + 1, text.size())));
  std::string skipped;
  for (int i = 0; i < kFieldsBeforeStart; ++i) fields >> skipped;
  std::uint64_t ticks = 0;
  return fields >> ticks ? ticks : 0;
}

std::uint64_t own_namespace() {
  struct stat s{};
  return stat("/proc/self/ns/pid", &s) == 0 ? s.st_ino : 0;
}

std::string boot_id() {
  std::string id;
  std::istringstream(read_text("/proc/sys/kernel/random/boot_id").value_or("")) >> id;
  return id;
}

}  // namespace

Identity Identity::own() { return {getpid(), start_of(getpid()), own_namespace(), boot_id()}; }

Identity Identity::parse(const std::string& text) {
  Identity who;
  std::istringstream(text) >> who.pid >> who.started >> who.pid_namespace >> who.boot;
  return who;
}

std::string Identity::text() const {
  return std::to_string(pid) + " " + std::to_string(started) + " " + std::to_string(pid_namespace) + " " + boot + "\n";
}

std::optional<Process> Process::find(pid_t pid) {
  if (pid <= 0) return std::nullopt;
  const int descriptor = pidfd_open(pid, 0);
  if (descriptor < 0) return std::nullopt;
  return Process(descriptor);
}

/// Opened first, asked who it is then: the descriptor stays with the one that answers.
std::optional<Process> Process::find(const Identity& who) {
  if (who.started == 0 || who.pid_namespace == 0 || who.pid_namespace != own_namespace() || who.boot != boot_id())
    return std::nullopt;
  auto process = find(who.pid);
  if (!process || start_of(who.pid) != who.started || process->ended_within({})) return std::nullopt;
  return process;
}

Process::~Process() {
  if (descriptor_ >= 0) close(descriptor_);
}

Process::Process(Process&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

bool Process::signal(int number) const { return pidfd_send_signal(descriptor_, number, nullptr, 0) == 0; }

bool Process::ended_within(std::chrono::milliseconds time) const {
  pollfd waited{descriptor_, POLLIN, 0};
  return poll(&waited, 1, static_cast<int>(time.count())) > 0;
}

std::string name_of(pid_t pid) {
  auto name = read_text(proc(pid, "comm")).value_or("");
  if (name.ends_with('\n')) name.pop_back();
  return name;
}

}  // namespace comptoir::infra
