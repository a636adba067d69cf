#include "services/stock/app/appliquer.hpp"
#include "services/stock/app/evoluer.hpp"

namespace comptoir::stock {

Resultat reserver_stock(const CommandeCreee& m, const Lot& lot, const Contexte& contexte) {
  const auto& c = m.commande;
  if (lot.reservation(c.commande_id)) return {};
  auto absents =
      manquants(quantites(m.lignes), [&](auto produit) { return lot.article({c.magasin_id, produit}).disponible(); });
  if (!absents.empty()) return {{StockIndisponible{c, m.lignes, std::move(absents)}}, {}};
  return {{StockReserve{c, m.lignes, contexte.maintenant + contexte.delai_reservation}}, {}};
}

}  // namespace comptoir::stock
