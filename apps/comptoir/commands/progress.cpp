#include "apps/comptoir/commands/progress.hpp"

#include <unistd.h>

#include <iostream>

namespace comptoir {
namespace {

constexpr std::size_t kWidth = 30;
constexpr std::chrono::milliseconds kPeriod{100};

/// Rate so far and time left at that rate; nothing before there is a rate.
std::string pace(std::size_t done, std::size_t total, double seconds) {
  const auto rate = static_cast<std::size_t>(static_cast<double>(done) / std::max(seconds, 1e-3));
  if (rate == 0) return "";
  return ", " + std::to_string(rate) + "/s, encore " + std::to_string((total - done) / rate) + " s";
}

}  // namespace

Progress::Progress(std::string label, std::size_t total)
    : label_(std::move(label)), total_(total), terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (terminal_) std::cerr << "\r\x1b[K" << std::flush;
}

void Progress::add(std::size_t done) {
  done_ += done;
  if (!terminal_ || !drawing_.try_lock()) return;
  const std::lock_guard lock(drawing_, std::adopt_lock);
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + kPeriod;
  draw(now);
}

void Progress::draw(std::chrono::steady_clock::time_point now) {
  const std::size_t done = std::min(done_.load(), total_);
  const std::size_t filled = total_ ? done * kWidth / total_ : kWidth;
  std::string bar;
  for (std::size_t i = 0; i < kWidth; ++i) bar += i < filled ? "█" : "░";
  std::cerr << '\r' << label_ << ' ' << bar << ' ' << (total_ ? done * 100 / total_ : 100) << " % " << done << '/'
            << total_ << pace(done, total_, std::chrono::duration<double>(now - start_).count()) << "\x1b[K"
            << std::flush;
}

}  // namespace comptoir
