#include "services/event-store/app/attente.hpp"

namespace comptoir::event_store {

Attente::Guichet::Guichet(Attente& attente, std::string aggregate_id)
    : attente_(attente), aggregate_id_(std::move(aggregate_id)) {
  const std::lock_guard lock(attente_.mutex_);
  auto& salle = attente_.salles_[aggregate_id_];
  ++salle.waiting;
  seen_ = salle.generation;
}

Attente::Guichet::~Guichet() {
  const std::lock_guard lock(attente_.mutex_);
  const auto salle = attente_.salles_.find(aggregate_id_);
  if (--salle->second.waiting == 0) attente_.salles_.erase(salle);
}

bool Attente::Guichet::wait_until(Deadline deadline) {
  if (attente_.quand_on_attend_) attente_.quand_on_attend_();
  std::unique_lock lock(attente_.mutex_);
  auto& salle = attente_.salles_.at(aggregate_id_);
  salle.changed.wait_until(lock, deadline, [&] { return attente_.closed_ || salle.generation != seen_; });
  const bool changed = !attente_.closed_ && salle.generation != seen_;
  seen_ = salle.generation;
  return changed;
}

bool Attente::attendue() {
  const std::lock_guard lock(mutex_);
  return !salles_.empty();
}

void Attente::notify(const std::set<std::string>& aggregate_ids) {
  const std::lock_guard lock(mutex_);
  if (salles_.empty()) return;
  for (const auto& id : aggregate_ids) {
    const auto salle = salles_.find(id);
    if (salle == salles_.end()) continue;
    ++salle->second.generation;
    salle->second.changed.notify_all();
  }
}

void Attente::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  for (auto& [id, salle] : salles_) salle.changed.notify_all();
}

}  // namespace comptoir::event_store
