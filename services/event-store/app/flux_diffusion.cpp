#include "services/event-store/app/flux_diffusion.hpp"

namespace comptoir::event_store {

void Diffusion::publier(std::vector<EvenementFlux> evenements) {
  Anneau::Trames trames;
  for (auto& e : evenements) trames.push_back(std::make_shared<const Trame>(std::move(e)));
  const std::lock_guard lock(mutex_);
  for (auto& trame : trames) anneau_.ajouter(std::move(trame));
  nouveau_ = true;
  publie_.notify_all();
}

void Diffusion::sauter(std::int64_t tete) {
  const std::lock_guard lock(mutex_);
  anneau_.sauter(tete);
  nouveau_ = true;
  publie_.notify_all();
}

void Diffusion::situer(std::int64_t tete) {
  const std::lock_guard lock(mutex_);
  if (!anneau_.derniere()) anneau_.sauter(tete);
}

std::optional<std::int64_t> Diffusion::derniere() const {
  const std::lock_guard lock(mutex_);
  return anneau_.derniere();
}

Anneau::Lecture Diffusion::lire(std::int64_t apres, const Filtre& filtre, std::size_t octets) const {
  const std::lock_guard lock(mutex_);
  return anneau_.lire(apres, filtre, octets);
}

bool Diffusion::attendre(const std::shared_ptr<Attendant>& qui, std::int64_t apres, Moment echeance) {
  const std::lock_guard lock(mutex_);
  if (qui->parti_) return true;
  if (!anneau_.derniere() || *anneau_.derniere() > apres) return false;
  attentes_[qui.get()] = {qui, apres, echeance};
  return true;
}

void Diffusion::quitter(Attendant& qui) {
  const std::lock_guard lock(mutex_);
  qui.parti_ = true;
  attentes_.erase(&qui);
}

std::size_t Diffusion::attendants() const {
  const std::lock_guard lock(mutex_);
  return attentes_.size();
}

std::vector<std::shared_ptr<Attendant>> Diffusion::reveilles(Moment maintenant) {
  std::vector<std::shared_ptr<Attendant>> prets;
  const std::lock_guard lock(mutex_);
  for (auto it = attentes_.begin(); it != attentes_.end();) {
    const bool suite = anneau_.derniere() && *anneau_.derniere() > it->second.apres;
    if (!suite && it->second.echeance > maintenant) {
      ++it;
      continue;
    }
    prets.push_back(std::move(it->second.qui));
    it = attentes_.erase(it);
  }
  return prets;
}

void Diffusion::attendre_publication(std::chrono::milliseconds temps) {
  std::unique_lock lock(mutex_);
  publie_.wait_for(lock, temps, [this] { return nouveau_; });
  nouveau_ = false;
}

}  // namespace comptoir::event_store
