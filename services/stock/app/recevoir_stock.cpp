#include "services/stock/app/appliquer.hpp"

namespace comptoir::stock {
namespace {

std::vector<json::FieldError> inconnus(const Recevoir& m, const Lot& lot) {
  std::vector<json::FieldError> out;
  if (!lot.magasin_connu(m.magasin_id)) out.push_back({"magasin_id", "magasin inconnu"});
  for (std::size_t i = 0; i < m.lignes.size(); ++i)
    if (!lot.produit_connu(m.lignes[i].produit_id))
      out.push_back({"lignes[" + std::to_string(i) + "].produit_id", "produit inconnu"});
  return out;
}

}  // namespace

Resultat recevoir_stock(const Recevoir& m, const Lot& lot) {
  if (auto erreurs = inconnus(m, lot); !erreurs.empty()) return {{}, Inconnus{std::move(erreurs)}};
  Resultat out;
  Recu recu{m.magasin_id, {}};
  for (const auto& ligne : regrouper(m.lignes)) {
    const Cle cle{m.magasin_id, ligne.produit_id};
    auto article = lot.article(cle);
    recevoir(article, ligne.quantite);
    out.faits.push_back(StockRecu{cle, ligne.quantite, article.physique});
    recu.lignes.push_back({cle, article});
  }
  out.reponse = std::move(recu);
  return out;
}

}  // namespace comptoir::stock
