// `up --detach`: a process that outlives its terminal and says when it is ready.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

namespace comptoir {

/// The far end: what the detached process tells the one that waits. Destroyed without a word means failure.
class Report {
 public:
  explicit Report(int pipe) : pipe_(pipe) {}
  Report(Report&& other) noexcept : pipe_(std::exchange(other.pipe_, -1)) {}
  ~Report() { send('!', "le programme s'est arrêté pendant son démarrage"); }

  void ready(const std::string& url) { send('+', url); }
  void failed(const std::string& why) { send('!', why); }
  /// From here on stdout and stderr go to `log`; stdin is empty.
  void move_output(const std::filesystem::path& log);

 private:
  void send(char kind, const std::string& text);

  int pipe_;
};

/// Forks twice. In the detached process, which has a session of its own, no descriptor of its parent's and ignores SIGHUP: its Report. In the first one: waits for it, prints the address, or the reason and what
/// was added to `log`, sets `exit_code` and returns nothing. Call it before any thread is made.
std::optional<Report> detach(const std::filesystem::path& log, int& exit_code);

}  // namespace comptoir
