#include "services/stock/app/appliquer.hpp"

namespace comptoir::stock {

Resultat ajuster_stock(const Ajuster& m, const Lot& lot) {
  std::vector<json::FieldError> inconnus;
  if (!lot.magasin_connu(m.magasin_id)) inconnus.push_back({"magasin_id", "magasin inconnu"});
  if (!lot.produit_connu(m.produit_id)) inconnus.push_back({"produit_id", "produit inconnu"});
  if (!inconnus.empty()) return {{}, Inconnus{std::move(inconnus)}};

  const Cle cle{m.magasin_id, m.produit_id};
  auto article = lot.article(cle);
  if (!ajuster(article, m.delta)) return {{}, SousLaReserve{{cle, article}, m.delta}};
  return {{StockAjuste{cle, m.delta, m.raison, article.physique}}, ArticleVu{cle, article}};
}

}  // namespace comptoir::stock
