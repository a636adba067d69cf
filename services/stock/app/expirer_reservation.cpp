#include "services/stock/app/appliquer.hpp"

namespace comptoir::stock {

Resultat expirer_reservation(const Expirer& m, const Lot& lot, Instant maintenant) {
  const auto* r = lot.reservation(m.commande_id);
  if (!r || !a_signaler(*r, maintenant)) return {};
  return {{ReservationExpiree{{r->commande_id, r->client_id, r->magasin_id, r->total}, *r->echeance}}, {}};
}

}  // namespace comptoir::stock
