#include "apps/comptoir/replay/run/progress.hpp"

#include <unistd.h>

#include <iostream>

#include "apps/comptoir/commands/bar.hpp"

namespace comptoir::replay {
namespace {

constexpr std::chrono::milliseconds kPeriod{100};

}  // namespace

Progress::Progress(std::string label, std::size_t total)
    : label_(std::move(label)), total_(total), terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (terminal_) std::cerr << "\r\x1b[K" << std::flush;
}

void Progress::step() {
  ++done_;
  if (!terminal_ || !drawing_.try_lock()) return;
  const std::lock_guard lock(drawing_, std::adopt_lock);
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + kPeriod;
  draw();
}

void Progress::draw() { std::cerr << '\r' << label_ << ' ' << bar(done_, total_) << "\x1b[K" << std::flush; }

}  // namespace comptoir::replay
