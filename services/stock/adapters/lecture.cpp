#include "services/stock/adapters/lecture.hpp"

#include "libs/base/ids.hpp"

namespace comptoir::stock {

std::vector<LigneCommande> lire_lignes(json::Fields& f) {
  std::vector<LigneCommande> out;
  for (const auto& l : bus::read_order_lines(f))
    out.push_back({l.produit_id, l.quantite, l.prix_unitaire, l.sous_total});
  return out;
}

Entete lire_entete(json::Fields& f, const bus::Envelope& e, bool avec_total) {
  return {e.aggregate_id, f.integer("client_id", 1, kMaxId), f.integer("magasin_id", 1, kMaxId),
          avec_total ? f.money("total", 0, kMaxRead) : 0};
}

}  // namespace comptoir::stock
