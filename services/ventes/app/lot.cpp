#include "services/ventes/app/lot.hpp"

namespace comptoir::ventes {

void Lot::charger(Commande c) {
  auto id = c.commande_id;
  dossiers_[std::move(id)] = {std::move(c), true, false, false, {}, {}};
}

Lot::Dossier& Lot::dossier(const std::string& commande_id) {
  auto& d = dossiers_[commande_id];
  if (d.commande.commande_id.empty()) d.commande.commande_id = commande_id;
  return d;
}

bool Lot::magasin_ouvert(std::int64_t id) const {
  const auto found = ouverts_.find(id);
  return found == ouverts_.end() || found->second;
}

void Lot::voir(const MagasinVu& m) {
  ouverts_[m.magasin_id] = m.ouvert;
  vus_[m.magasin_id] = m;
}

}  // namespace comptoir::ventes
