#include "services/stock/adapters/memoire.hpp"

namespace comptoir::stock {

std::vector<Cle> Memoire::charger(Lot& lot, const std::vector<Cle>& voulus) const {
  std::vector<Cle> inconnus;
  for (const auto& cle : voulus) {
    const auto connu = articles_.find(cle);
    if (connu == articles_.end())
      inconnus.push_back(cle);
    else
      lot.charger(cle, connu->second);
  }
  return inconnus;
}

void Memoire::retenir(const Lot& lot) {
  if (articles_.size() + lot.articles().size() > kMaxArticles) articles_.clear();
  if (lot.articles().size() > kMaxArticles) return;
  for (const auto& [cle, fiche] : lot.articles())
    if (fiche.existe || fiche.change) articles_[cle] = fiche.article;
}

}  // namespace comptoir::stock
