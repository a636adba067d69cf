#include "services/event-store/app/attente.hpp"

#include <algorithm>

namespace comptoir::event_store {
namespace {

template <class Multimap, class Cle, class Valeur>
void effacer(Multimap& map, const Cle& cle, Valeur valeur) {
  const auto [debut, fin] = map.equal_range(cle);
  const auto trouve = std::find_if(debut, fin, [&](const auto& entree) { return entree.second == valeur; });
  if (trouve != fin) map.erase(trouve);
}

// And lets go of them, under no lock: a call back may hold the last copy of its place.
void appeler(std::vector<Attente::Rappel> rappels) {
  for (const auto& rappel : rappels) rappel();
  rappels.clear();
}

}  // namespace

std::shared_ptr<Attente::Place> Attente::prendre(std::string quoi) {
  const std::shared_ptr<Place> place(new Place(*this, std::move(quoi)));
  const std::lock_guard lock(mutex_);
  if (salles_.size() >= places_) return nullptr;
  salles_.emplace(place->quoi_, place.get());
  return place;
}

void Attente::quitter(Place& place) {
  const std::lock_guard lock(mutex_);
  reprendre(place);
  effacer(salles_, place.quoi_, &place);
}

// Under the lock.
Attente::Rappel Attente::reprendre(Place& place) {
  if (place.rappel_) effacer(echeances_, place.echeance_, &place);
  return std::exchange(place.rappel_, nullptr);
}

void Attente::rappeler(const std::shared_ptr<Place>& place, Moment echeance, Rappel rappel) {
  if (quand_on_attend_) quand_on_attend_();
  {
    const std::lock_guard lock(mutex_);
    if (!closed_ && !std::exchange(place->change_, false)) {
      place->rappel_ = std::move(rappel);
      place->echeance_ = echeance;
      const auto ici = echeances_.emplace(echeance, place.get());
      if (!veilleur_.joinable()) veilleur_ = GuardedThread("attentes", [this] { veiller(); });
      if (ici == echeances_.begin()) plus_tot_.notify_one();
      return;
    }
  }
  rappel();
}

void Attente::notify(const std::set<std::string>& quoi) {
  std::vector<Rappel> rappels;
  {
    const std::lock_guard lock(mutex_);
    if (salles_.empty()) return;
    for (const auto& id : quoi) {
      const auto [debut, fin] = salles_.equal_range(id);
      for (auto it = debut; it != fin; ++it) {
        auto rappel = reprendre(*it->second);
        it->second->change_ = !rappel;
        if (rappel) rappels.push_back(std::move(rappel));
      }
    }
  }
  appeler(std::move(rappels));
}

// Under the lock.
std::vector<Attente::Rappel> Attente::echus(Moment maintenant) {
  std::vector<Rappel> out;
  while (!echeances_.empty() && (closed_ || echeances_.begin()->first <= maintenant))
    out.push_back(reprendre(*echeances_.begin()->second));
  return out;
}

void Attente::veiller() {
  std::unique_lock lock(mutex_);
  while (!closed_) {
    if (echeances_.empty())
      plus_tot_.wait(lock);
    else
      plus_tot_.wait_until(lock, Moment(echeances_.begin()->first));
    auto rappels = echus(std::chrono::steady_clock::now());
    lock.unlock();
    appeler(std::move(rappels));
    lock.lock();
  }
}

bool Attente::attendue() {
  const std::lock_guard lock(mutex_);
  return !salles_.empty();
}

bool Attente::fermee() {
  const std::lock_guard lock(mutex_);
  return closed_;
}

void Attente::close() {
  std::vector<Rappel> rappels;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    rappels = echus(Moment::max());
  }
  plus_tot_.notify_all();
  if (veilleur_.joinable()) veilleur_.join();
  appeler(std::move(rappels));
}

}  // namespace comptoir::event_store
