#include "apps/comptoir/replay/run/progress.hpp"

#include <unistd.h>

#include <iostream>

namespace comptoir::replay {
namespace {

constexpr std::size_t kWidth = 30;
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

void Progress::draw() {
  const std::size_t done = std::min(done_.load(), total_);
  const std::size_t filled = total_ ? done * kWidth / total_ : kWidth;
  std::string bar;
  for (std::size_t i = 0; i < kWidth; ++i) bar += i < filled ? "█" : "░";
  std::cerr << '\r' << label_ << ' ' << bar << ' ' << (total_ ? done * 100 / total_ : 100) << " % " << done << '/'
            << total_ << "\x1b[K" << std::flush;
}

}  // namespace comptoir::replay
