#include "apps/comptoir/infra/child.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "apps/comptoir/infra/files.hpp"
#include "apps/comptoir/infra/process.hpp"
#include "apps/comptoir/infra/surroundings.hpp"
#include "libs/base/error.hpp"
#include "libs/config/config.hpp"
#include "libs/log/log.hpp"

namespace comptoir::infra {
namespace fs = std::filesystem;
namespace {

using namespace std::chrono_literals;
constexpr std::chrono::milliseconds kOrphanPatience = 30s, kOrphanDeath = 5s;

/// C strings for exec, made before fork: the child of a program with threads may not allocate.
struct Image {
  std::vector<std::string> texts;
  std::vector<char*> argv, environment;

  explicit Image(const Command& command) {
    auto variables = command.ours ? process_environment() : environment_for_others();
    for (const auto& [name, value] : command.environment) variables[name] = value;
    texts = command.argv;
    for (const auto& [name, value] : variables) texts.push_back(name + "=" + value);
    for (std::size_t i = 0; i < texts.size(); ++i)
      (i < command.argv.size() ? argv : environment).push_back(texts[i].data());
    argv.push_back(nullptr);
    environment.push_back(nullptr);
  }
};

/// In the child, after fork: async-signal-safe calls only. PDEATHSIG comes last, because a change of user clears it.
[[noreturn]] void execute(const Command& command, const Image& image, int log, pid_t parent) {
  setsid();
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_DFL);
  dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  closefrom(STDERR_FILENO + 1);  // what whoever started us left open: a lock, the end of a pipe
  const bool changed = !command.user || become(*command.user);
  prctl(PR_SET_PDEATHSIG, command.stop_signal);
  if (changed && getppid() == parent) execve(image.argv[0], image.argv.data(), image.environment.data());
  constexpr std::string_view kProblem = "comptoir: impossible d'exécuter le programme\n";
  [[maybe_unused]] auto written = write(STDERR_FILENO, kProblem.data(), kProblem.size());
  _exit(127);
}

bool is_process_of(pid_t pid, const std::string& program, const fs::path& folder) {
  std::error_code error;
  return name_of(pid) == program && fs::equivalent("/proc/" + std::to_string(pid) + "/cwd", folder, error);
}

}  // namespace

Child::Child(const Command& command) : stop_signal_(command.stop_signal), patience_(command.patience) {
  const Image image(command);
  const int log = open_log(command.log);
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) execute(command, image, log, parent);
  close(log);
  if (pid_ < 0) throw Retryable("impossible de lancer " + command.name + " : " + std::strerror(errno));
}

bool Child::running() {
  int status = 0;
  if (!ended_ && waitpid(pid_, &status, WNOHANG) == pid_)
    ended_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return !ended_;
}

std::optional<int> Child::wait(std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (running() && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(10ms);
  return ended_;
}

void Child::stop() {
  if (!running()) return;
  kill(pid_, stop_signal_);
  if (wait(patience_)) return;
  kill(pid_, SIGKILL);
  wait(10s);
}

/// Held before it is asked who it is: the signal goes to the one that answered.
void stop_orphan(const fs::path& pid_file, const std::string& program, const fs::path& folder, int signal) {
  const pid_t pid = std::atoi(read_text(pid_file).value_or("0").c_str());
  const auto process = Process::find(pid);
  if (!process || !is_process_of(pid, program, folder)) return;
  log::warn("processus orphelin d'un arrêt brutal : on l'arrête", {{"programme", program}, {"pid", pid}});
  process->signal(signal);
  if (process->ended_within(kOrphanPatience)) return;
  process->signal(SIGKILL);
  process->ended_within(kOrphanDeath);
}

}  // namespace comptoir::infra
