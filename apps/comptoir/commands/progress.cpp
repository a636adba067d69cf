#include "apps/comptoir/commands/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>

#include "libs/base/terminal.hpp"

namespace comptoir {
namespace {

constexpr std::size_t kWidth = 30;
constexpr std::chrono::milliseconds kPeriod{100};

}  // namespace

Progress::Progress(std::string label, std::size_t total)
    : label_(std::move(label)), total_(total), terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (terminal_) print_styled(std::cerr, "\r\x1b[K");
}

void Progress::at(std::size_t done, std::size_t total) {
  if (total_.exchange(total) == 0) from_ = done;
  show(done_ = done);
}

void Progress::show(std::size_t done) {
  if (!terminal_ || !drawing_.try_lock()) return;
  const std::lock_guard lock(drawing_, std::adopt_lock);
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + kPeriod;
  draw(done, now);
}

void Progress::draw(std::size_t done, std::chrono::steady_clock::time_point now) {
  const std::size_t total = total_;
  done = std::min(done, total);
  const std::size_t filled = total ? done * kWidth / total : kWidth;
  const double rate =
      static_cast<double>(done - std::min(done, from_.load())) / std::chrono::duration<double>(now - begun_).count();
  const auto left = rate > 0 ? static_cast<std::size_t>(static_cast<double>(total - done) / rate) : 0;
  std::string bar;
  for (std::size_t i = 0; i < kWidth; ++i) bar += i < filled ? "█" : "░";
  print_styled(std::cerr, fmt::format("\r{} {} {} % {}/{}, {:.0f}/s, encore {}:{:02}\x1b[K", label_, bar,
                                      total ? done * 100 / total : 100, done, total, rate, left / 60, left % 60));
}

}  // namespace comptoir
