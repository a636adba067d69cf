#include "libs/service/intake.hpp"

namespace comptoir::service {

Intake::Intake(const std::map<std::string, std::int64_t>& positions, Inbox& inbox, Horizon& horizon)
    : inbox_(inbox), horizon_(horizon) {
  for (const auto& [stream, seq] : positions) lanes_[stream].last = seq;
}

Intake::Turn::Turn(Intake& intake, const std::string& stream)
    : intake_(intake), stream_(stream), lane_(intake.lanes_.at(stream)), lock_(lane_.mutex) {}

Intake::Turn::~Turn() {
  intake_.horizon_.see(stream_, lane_.last);
  intake_.inbox_.push_events(stream_, std::move(batch_));
}

void Intake::Turn::take(Delivery d) {
  lane_.last = d.input.origin->seq;
  batch_.push_back(std::move(d));
}

void Intake::Turn::by_hand(bool missed) {
  if (!batch_.empty()) lane_.handed = lane_.last;
  intake_.horizon_.handed += std::ssize(batch_);
  lane_.missed = lane_.missed || missed;
}

std::int64_t Intake::last(const std::string& stream) const {
  auto& lane = lanes_.at(stream);
  const std::lock_guard lock(lane.mutex);
  return lane.last;
}

std::int64_t Intake::handed(const std::string& stream) {
  auto& lane = lanes_.at(stream);
  const std::lock_guard lock(lane.mutex);
  return std::exchange(lane.handed, 0);
}

bool Intake::missed() {
  bool any = false;
  for (auto& [stream, lane] : lanes_) {
    const std::lock_guard lock(lane.mutex);
    any = std::exchange(lane.missed, false) || any;
  }
  return any;
}

}  // namespace comptoir::service
