#include "services/event-store/domain/projections/sagas.hpp"

namespace comptoir::event_store::projections {

void appliquer(Saga& s, const Pas& pas) {
  const bool premier = s.vues == 0;
  const auto avant = attendu(s.vues);
  s.vues |= pas.etape;
  const auto apres = attendu(s.vues);
  if (premier) s.debut = pas.le;
  if (premier || avant != apres) s.depuis = pas.le;
  if (apres)
    s.fin = std::nullopt;
  else if (!s.fin)
    s.fin = pas.le;
  if (!s.client_id) s.client_id = pas.client_id;
  if (!s.magasin_id) s.magasin_id = pas.magasin_id;
  if (!s.echeance) s.echeance = pas.echeance;
}

}  // namespace comptoir::event_store::projections
