#include "services/produits/app/catalogue.hpp"

namespace comptoir::produits {

void Catalogue::charger(Produit produit) {
  par_code_[produit.code] = produit.id;
  const auto id = produit.id;
  produits_.insert_or_assign(id, std::move(produit));
}

const Produit* Catalogue::trouver(std::int64_t produit_id) const {
  const auto found = produits_.find(produit_id);
  return found == produits_.end() ? nullptr : &found->second;
}

void Catalogue::garder(const Produit& produit) {
  modifies_.insert(produit.id);
  charger(produit);
}

std::vector<Produit> Catalogue::modifies() const {
  std::vector<Produit> out;
  out.reserve(modifies_.size());
  for (auto id : modifies_) out.push_back(produits_.at(id));
  return out;
}

}  // namespace comptoir::produits
