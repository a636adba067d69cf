#include "services/ventes/api/routes.hpp"

namespace comptoir::ventes {

void routes(service::Routes& r) {
  r.query("/api/ventes", lister_ventes);
  r.query("/api/ventes/rapport", rapport);
  r.query("/api/ventes/commandes", lister_commandes);
  r.query("/api/ventes/commandes/{commande_id}", lire_commande);
  r.query("/api/ventes/{commande_id}", lire_vente);
}

}  // namespace comptoir::ventes
