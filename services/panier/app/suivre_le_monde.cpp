// Products, stores and clients as their own services tell; each event brings the whole state, the last one wins.
#include "services/panier/app/appliquer.hpp"

namespace comptoir::panier {

Resultat appliquer(Lot& lot, Contexte&, const ProduitConnu& m) {
  lot.catalogue[m.produit.produit_id] = m.produit;
  lot.produits_changes.insert(m.produit.produit_id);
  return {};
}

Resultat appliquer(Lot& lot, Contexte&, const MagasinConnu& m) {
  lot.magasins[m.magasin.magasin_id] = m.magasin;
  lot.magasins_changes.insert(m.magasin.magasin_id);
  return {};
}

Resultat appliquer(Lot& lot, Contexte&, const ClientConnu& m) {
  lot.clients.insert(m.client_id);
  lot.clients_nouveaux.insert(m.client_id);
  return {};
}

}  // namespace comptoir::panier
