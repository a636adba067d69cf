#include "services/magasins/app/registre.hpp"

namespace comptoir::magasins {

void Registre::charger(Magasin magasin) {
  par_nom_[magasin.nom] = magasin.id;
  const auto id = magasin.id;
  magasins_.insert_or_assign(id, std::move(magasin));
}

const Magasin* Registre::trouver(std::int64_t magasin_id) const {
  const auto found = magasins_.find(magasin_id);
  return found == magasins_.end() ? nullptr : &found->second;
}

bool Registre::nom_pris(const std::string& nom, std::int64_t magasin_id) const {
  const auto found = par_nom_.find(nom);
  return found != par_nom_.end() && found->second != magasin_id;
}

void Registre::garder(const Magasin& magasin) {
  if (const auto* avant = trouver(magasin.id)) par_nom_.erase(avant->nom);
  modifies_.insert(magasin.id);
  charger(magasin);
}

std::vector<Magasin> Registre::modifies() const {
  std::vector<Magasin> out;
  out.reserve(modifies_.size());
  for (auto id : modifies_) out.push_back(magasins_.at(id));
  return out;
}

}  // namespace comptoir::magasins
