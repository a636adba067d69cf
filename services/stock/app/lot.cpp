#include "services/stock/app/lot.hpp"

#include "libs/base/error.hpp"

namespace comptoir::stock {

void Lot::charger(Reservation r) {
  auto id = r.commande_id;
  dossiers_[std::move(id)] = {std::move(r), true, false};
}

Article Lot::article(const Cle& cle) const {
  const auto found = articles_.find(cle);
  return found == articles_.end() ? Article{} : found->second.article;
}

Article& Lot::changer_article(const Cle& cle) {
  auto& fiche = articles_[cle];
  fiche.change = true;
  return fiche.article;
}

Reservation& Lot::changer_reservation(const std::string& commande_id) {
  const auto found = dossiers_.find(commande_id);
  if (found == dossiers_.end()) throw Permanent(commande_id + " n'a pas de réservation");
  found->second.change = true;
  return found->second.reservation;
}

const Reservation* Lot::reservation(const std::string& commande_id) const {
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
