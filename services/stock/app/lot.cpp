#include "services/stock/app/lot.hpp"

namespace comptoir::stock {

void Lot::charger(Reservation r) {
  auto id = r.commande_id;
  dossiers_[std::move(id)] = {std::move(r), true, false};
}

Reservation* Lot::reservation(const std::string& commande_id) {
  const auto found = dossiers_.find(commande_id);
  return found == dossiers_.end() ? nullptr : &found->second.reservation;
}

void Lot::ouvrir(Reservation r) {
  auto id = r.commande_id;
  dossiers_[std::move(id)] = {std::move(r), false, true};
}

void Lot::connaitre_produit(std::int64_t id) {
  if (produits_.insert(id).second) nouveaux_produits_.insert(id);
}

void Lot::connaitre_magasin(std::int64_t id) {
  if (magasins_.insert(id).second) nouveaux_magasins_.insert(id);
}

}  // namespace comptoir::stock
