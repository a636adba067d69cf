#include "apps/comptoir/commands/detach.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <iostream>

#include "apps/comptoir/infra/files.hpp"
#include "libs/base/error.hpp"

namespace comptoir {
namespace {

constexpr std::size_t kTailLines = 15;

/// Everything until the other side closes.
std::string read_all(int fd) {
  std::string text;
  char buffer[4096];
  for (ssize_t n; (n = read(fd, buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(n));
  close(fd);
  return text;
}

/// Nothing of whoever started us: a lock it holds, or a pipe whose other end waits for us, would be held for as long as we live.
/// The number that `fd` has then.
int keep_only(int fd) {
  constexpr int kKept = STDERR_FILENO + 1;
  const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nothing, standard);
  if (fd != kKept) dup3(fd, kKept, O_CLOEXEC);
  closefrom(kKept + 1);
  return kKept;
}

int tell(const std::string& report, const std::filesystem::path& log, std::uintmax_t log_size) {
  if (report.starts_with('+')) {
    std::cout << "Comptoir est prêt : " << report.substr(1) << std::endl;
    return 0;
  }
  std::cerr << "comptoir : " << (report.empty() ? "le programme s'est arrêté pendant son démarrage" : report.substr(1))
            << '\n';
  if (const auto end = infra::tail(log, kTailLines, log_size); !end.empty())
    std::cerr << "Fin de " << log.string() << " :\n" << end;
  return 1;
}

}  // namespace

void Report::send(char kind, const std::string& text) {
  if (pipe_ < 0) return;
  const auto message = kind + text;
  [[maybe_unused]] auto written = write(pipe_, message.data(), message.size());
  close(std::exchange(pipe_, -1));
}

void Report::move_output(const std::filesystem::path& log) {
  const int fd = infra::open_log(log);
  dup2(fd, STDOUT_FILENO);
  dup2(fd, STDERR_FILENO);
  dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
  close(fd);
}

std::optional<Report> detach(const std::filesystem::path& log, int& exit_code) {
  std::error_code none;
  auto log_size = std::filesystem::file_size(log, none);
  if (none) log_size = 0;
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw Retryable("impossible de créer un tube");
  const pid_t middle = fork();
  if (middle < 0) throw Retryable("impossible de créer un processus");
  if (middle > 0) {
    close(ends[1]);
    waitpid(middle, nullptr, 0);
    exit_code = tell(read_all(ends[0]), log, log_size);
    return std::nullopt;
  }
  setsid();
  if (fork() != 0) _exit(0);
  std::signal(SIGHUP, SIG_IGN);
  return Report(keep_only(ends[1]));
}

}  // namespace comptoir
