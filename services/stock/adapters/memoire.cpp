#include "services/stock/adapters/memoire.hpp"

namespace comptoir::stock {

std::vector<Cle> Memoire::charger(Lot& lot, const std::vector<Cle>& voulus) const {
  std::vector<Cle> inconnus;
  for (const auto& cle : voulus) {
    if (const auto* connu = articles_.find(cle))
      lot.charger(cle, *connu);
    else
      inconnus.push_back(cle);
  }
  return inconnus;
}

void Memoire::retenir(const Lot& lot) {
  if (!seule_) return;
  if (!articles_.room_for(lot.articles().size())) return;
  for (const auto& [cle, fiche] : lot.articles())
    if (fiche.existe || fiche.change) articles_.keep(cle, fiche.article);
}

}  // namespace comptoir::stock
