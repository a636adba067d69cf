#include "services/stock/app/appliquer.hpp"

namespace comptoir::stock {
namespace {

void clore(Reservation& r, Lot& lot, Etat etat, void (*effet)(Article&, std::int64_t)) {
  for (const auto& l : r.lignes) effet(lot.article({r.magasin_id, l.produit_id}), l.quantite);
  r.etat = etat;
  lot.changer(r.commande_id);
}

Resultat retenir_rejet(const Entete& c, Lot& lot) {
  lot.ouvrir({c.commande_id, c.client_id, c.magasin_id, c.total, {}, Etat::rejetee_avant, std::nullopt, false});
  return {};
}

}  // namespace

Resultat finir_commande(const CommandeFinie& m, Lot& lot) {
  auto* r = lot.reservation(m.commande.commande_id);
  switch (decider(r ? std::optional(r->etat) : std::nullopt, m.fin)) {
    case Effet::rien: return {};
    case Effet::retenir_rejet: return retenir_rejet(m.commande, lot);
    case Effet::sortir: clore(*r, lot, Etat::sortie, sortir); return {};
    case Effet::liberer: break;
  }
  clore(*r, lot, Etat::liberee, liberer);
  return {{StockLibere{{r->commande_id, r->client_id, r->magasin_id, r->total}, m.motif, r->lignes}}, {}};
}

}  // namespace comptoir::stock
