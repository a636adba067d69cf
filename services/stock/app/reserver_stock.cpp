#include "services/stock/app/appliquer.hpp"

namespace comptoir::stock {
namespace {

std::vector<Quantite> quantites(const std::vector<LigneCommande>& lignes) {
  std::vector<Quantite> out;
  out.reserve(lignes.size());
  for (const auto& l : lignes) out.push_back({l.produit_id, l.quantite});
  return regrouper(std::move(out));
}

Reservation nouvelle(const Entete& c, std::vector<Quantite> lignes, Etat etat, std::optional<Instant> echeance) {
  return {c.commande_id, c.client_id, c.magasin_id, c.total, std::move(lignes), etat, echeance, false};
}

}  // namespace

Resultat reserver_stock(const CommandeCreee& m, Lot& lot, const Contexte& contexte) {
  const auto& c = m.commande;
  if (lot.reservation(c.commande_id)) return {};
  auto lignes = quantites(m.lignes);
  auto absents = manquants(lignes, [&](auto produit) { return lot.article({c.magasin_id, produit}).disponible(); });
  if (!absents.empty()) {
    lot.ouvrir(nouvelle(c, std::move(lignes), Etat::refusee, std::nullopt));
    return {{StockIndisponible{c, std::move(absents)}}, {}};
  }
  for (const auto& l : lignes) reserver(lot.article({c.magasin_id, l.produit_id}), l.quantite);
  // To the millisecond, as the event will say it.
  const Instant echeance =
      std::chrono::floor<std::chrono::milliseconds>(contexte.maintenant + contexte.delai_reservation);
  lot.ouvrir(nouvelle(c, std::move(lignes), Etat::active, echeance));
  return {{StockReserve{c, m.lignes, echeance}}, {}};
}

}  // namespace comptoir::stock
