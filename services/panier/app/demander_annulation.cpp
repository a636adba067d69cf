#include "services/panier/app/appliquer.hpp"

namespace comptoir::panier {

// The verdict is ventes-service's; asking twice is asking once.
Resultat appliquer(Lot& lot, Contexte& contexte, const DemanderAnnulation& m) {
  const auto commande = lot.commandes.find(m.commande_id);
  if (commande == lot.commandes.end())
    return Refus{Refus::Genre::introuvable, "Commande introuvable", "Aucune commande " + m.commande_id + ".", {}};
  if (!commande->second.annulation_demandee)
    dire(lot, contexte, AnnulationDemandee{m.commande_id, commande->second.cle});
  return AnnulationAcceptee{m.commande_id};
}

}  // namespace comptoir::panier
