#include "libs/service/handover.hpp"

#include <algorithm>

namespace comptoir::service {

Handover::Seat::Seat(Handover& handover, std::string stream, Hear hear)
    : handover_(handover), stream_(std::move(stream)) {
  auto& lane = handover_.lanes_.at(stream_);
  const std::lock_guard lock(lane.mutex);
  lane.seats.emplace(this, std::move(hear));
}

Handover::Seat::~Seat() {
  auto& lane = handover_.lanes_.at(stream_);
  const std::lock_guard lock(lane.mutex);
  lane.seats.erase(this);
}

void Handover::announce(const std::vector<std::string>& streams) {
  for (const auto& stream : streams) lanes_[stream];
}

void Handover::begin(const std::vector<std::string>& streams, bool telling) {
  for (const auto& stream : streams)
    if (const auto lane = lanes_.find(stream); lane != lanes_.end()) lane->second.telling = telling;
}

bool Handover::tells(const std::string& stream) const {
  const auto lane = lanes_.find(stream);
  return lane != lanes_.end() && lane->second.telling;
}

void Handover::tell(const std::vector<journal::Entry>& entries) {
  for (auto& [stream, lane] : lanes_) {
    std::vector<Handed> handed;
    const std::lock_guard lock(lane.mutex);
    if (lane.seats.empty()) continue;
    for (const auto& e : entries)
      if (e.stream == stream) handed.push_back({e.seq, parse(e.enveloppe)});
    if (handed.empty()) continue;
    for (const auto& [seat, hear] : lane.seats) hear(handed);
  }
}

}  // namespace comptoir::service
