#include "services/event-store/app/flux_anneau.hpp"

namespace comptoir::event_store {
namespace {

constexpr std::size_t kExamen = 4096;  // events that one reading looks at: others wait for the ring meanwhile

}  // namespace

Trame::Trame(EvenementFlux e) : evenement(std::move(e)), texte(message_sse(evenement)) {
  evenement.enveloppe = std::string();
}

void Anneau::vider() {
  trames_.clear();
  poids_ = 0;
}

void Anneau::ajouter(std::shared_ptr<const Trame> trame) {
  const auto position = trame->evenement.position;
  if (derniere_ && position <= *derniere_) return;
  if (derniere_ && position > *derniere_ + 1) vider();
  derniere_ = position;
  poids_ += trame->texte.size();
  trames_.push_back(std::move(trame));
  while (trames_.size() > evenements_ || poids_ > octets_) {
    poids_ -= trames_.front()->texte.size();
    trames_.pop_front();
  }
}

void Anneau::sauter(std::int64_t tete) {
  if (derniere_ && tete <= *derniere_) return;
  vider();
  derniere_ = tete;
}

Anneau::Lecture Anneau::lire(std::int64_t apres, const Filtre& filtre, std::size_t octets) const {
  if (!derniere_) return {Etat::retard};
  if (apres >= *derniere_) return {Etat::a_jour, {}, apres};
  const auto premiere = *derniere_ - static_cast<std::int64_t>(trames_.size()) + 1;
  if (apres + 1 < premiere) return {Etat::retard};
  Lecture lecture{Etat::servi, {}, apres};
  std::size_t poids = 0, vus = 0;
  for (auto i = static_cast<std::size_t>(apres + 1 - premiere); i < trames_.size() && vus < kExamen; ++i, ++vus) {
    const auto& trame = trames_[i];
    const bool voulue = accepte(filtre, trame->evenement);
    if (voulue && !lecture.trames.empty() && poids + trame->texte.size() > octets) break;
    lecture.position = trame->evenement.position;
    if (!voulue) continue;
    poids += trame->texte.size();
    lecture.trames.push_back(trame);
  }
  return lecture;
}

}  // namespace comptoir::event_store
