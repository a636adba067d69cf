#include "services/stock/app/appliquer.hpp"

namespace comptoir::stock {

Resultat expirer_reservation(const Expirer& m, Lot& lot, Instant maintenant) {
  auto* r = lot.reservation(m.commande_id);
  if (!r || !a_signaler(*r, maintenant)) return {};
  r->expiree_signalee = true;
  lot.changer(r->commande_id);
  return {{ReservationExpiree{{r->commande_id, r->client_id, r->magasin_id, r->total}, *r->echeance}}, {}};
}

}  // namespace comptoir::stock
