#include "apps/comptoir/infra/supervised.hpp"

#include "apps/comptoir/infra/files.hpp"
#include "apps/comptoir/infra/stop_asked.hpp"
#include "libs/base/error.hpp"
#include "libs/log/log.hpp"

namespace comptoir::infra {
namespace {
using namespace std::chrono_literals;
constexpr auto kFirstDelay = 200ms;
constexpr auto kLastDelay = 10'000ms;
constexpr auto kGoodHealth = 30s;
constexpr int kMaxDeaths = 5;
}  // namespace

Supervised::Supervised(Command command, std::function<bool()> answers, std::function<void()> last_resort)
    : command_(std::move(command)), answers_(std::move(answers)), last_resort_(std::move(last_resort)) {}

void Supervised::start(std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  launch(std::chrono::steady_clock::now());
  for (deaths_ = 0;; std::this_thread::sleep_for(20ms)) {
    throw_if_stop_asked();
    if (child_->running() && answers_()) return count_answer();
    const auto now = std::chrono::steady_clock::now();
    if (now > deadline) give_up("ne répond pas après " + std::to_string(limit.count() / 1000) + " s");
    if (child_->running()) continue;
    if (++deaths_ == kMaxDeaths && !last_resort()) give_up("s'arrête aussitôt lancé");
    std::this_thread::sleep_for(kFirstDelay * deaths_);
    launch(now);
  }
}

void Supervised::tend(std::chrono::steady_clock::time_point now) {
  if (running()) {
    if (last_resort_ && !answered_ && answers_()) count_answer();
    return;
  }
  if (!reported_) {
    if (now - launched_ > kGoodHealth) delay_ = 0ms;
    reported_ = true;
    if (++deaths_ >= kMaxDeaths) last_resort();
    delay_ = std::clamp<std::chrono::milliseconds>(delay_ * 2, kFirstDelay, kLastDelay);
    next_try_ = now + delay_;
    log::error("processus mort : on le relance", {{"programme", command_.name}, {"delai_ms", delay_.count()}});
  }
  if (now >= next_try_) try_again(now);
}

/// No descriptors, no memory, no process to be had: that is tried again, as a death is.
void Supervised::try_again(std::chrono::steady_clock::time_point now) try {
  launch(now);
} catch (const std::exception& e) {
  delay_ = std::clamp<std::chrono::milliseconds>(delay_ * 2, kFirstDelay, kLastDelay);
  next_try_ = now + delay_;
  log::error("processus non relancé",
             {{"programme", command_.name}, {"cause", e.what()}, {"delai_ms", delay_.count()}});
}

/// What it was started on is sound: a death from here on is another matter.
void Supervised::count_answer() {
  answered_ = true;
  resorted_ = false;
  deaths_ = 0;
}

void Supervised::launch(std::chrono::steady_clock::time_point now) {
  child_.reset();
  child_ = std::make_unique<Child>(command_);
  launched_ = now;
  reported_ = answered_ = false;
  log::info("processus lancé", {{"programme", command_.name}, {"pid", child_->pid()}});
}

/// False when there is none, when it was tried already, or when it could not be done (a full disk): then it stays to be tried.
bool Supervised::last_resort() try {
  if (!last_resort_ || resorted_) return false;
  last_resort_();
  resorted_ = true;
  deaths_ = 0;
  delay_ = 0ms;
  return true;
} catch (const std::exception& e) {
  log::error("le dernier recours a échoué", {{"programme", command_.name}, {"cause", e.what()}});
  return false;
}

void Supervised::give_up(const std::string& why) const {
  throw Retryable(command_.name + " " + why + ". Fin de " + command_.log.string() + " :\n" + tail(command_.log, 15));
}

}  // namespace comptoir::infra
