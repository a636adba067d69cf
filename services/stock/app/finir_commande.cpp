#include "services/stock/app/appliquer.hpp"
#include "services/stock/app/evoluer.hpp"

namespace comptoir::stock {
namespace {

void retenir_rejet(const Entete& c, Lot& lot) {
  lot.ouvrir({c.commande_id, c.client_id, c.magasin_id, c.total, {}, Etat::rejetee_avant, std::nullopt, false});
}

}  // namespace

// What other services have told already is not told again: the sale and the early rejection change the stock in silence.
Resultat finir_commande(const CommandeFinie& m, Lot& lot) {
  const auto* r = lot.reservation(m.commande.commande_id);
  switch (decider(r ? std::optional(r->etat) : std::nullopt, m.fin)) {
    case Effet::rien: break;
    case Effet::retenir_rejet: retenir_rejet(m.commande, lot); break;
    case Effet::sortir: clore(lot, r->commande_id, Etat::sortie, sortir); break;
    case Effet::liberer:
      return {{StockLibere{{r->commande_id, r->client_id, r->magasin_id, r->total}, m.motif, r->lignes}}, {}};
  }
  return {};
}

}  // namespace comptoir::stock
