// How far we are, on stderr, for a person who watches. Silent when stderr is no terminal.
#pragma once
#include <atomic>
#include <chrono>
#include <mutex>
#include <string>

namespace comptoir {

/// A bar "label ████░░ 42 % 4200/10000, 350/s, encore 0:17", redrawn at most ten times a second, erased by the
/// destructor. Thread-safe.
class Progress {
 public:
  Progress(std::string label, std::size_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void add(std::size_t done = 1) { show(done_ += done); }
  /// For work that somebody else does, perhaps since before we watch: the rate is of what we saw.
  void at(std::size_t done, std::size_t total);

 private:
  void show(std::size_t done);
  void draw(std::size_t done, std::chrono::steady_clock::time_point now);

  std::string label_;
  std::atomic<std::size_t> total_;
  bool terminal_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  std::atomic<std::size_t> done_ = 0, from_ = 0;
  std::mutex drawing_;
  std::chrono::steady_clock::time_point next_{};
};

}  // namespace comptoir
