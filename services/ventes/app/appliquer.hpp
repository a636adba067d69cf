// The use cases: a store seen, a step of an order.
#pragma once
#include "services/ventes/app/lot.hpp"

namespace comptoir::ventes {

/// What a step came to. `decisif`: it ended the order, by whatever event.
struct Resultat {
  Effet effet = Effet::aucun;
  bool decisif = false;
  const Commande* commande = nullptr;  ///< of the lot; null for a store
};

/// `maintenant` dates a verdict; any other step has the date of its event, so that the log alone can date it again.
Resultat appliquer(const Message&, Lot&, Instant maintenant);

Resultat avancer_commande(const PasDeCommande&, Lot&, Instant maintenant);

/// A verdict told again: the order has ended, whatever else is to come.
void rejouer(const VerdictRendu&, Lot&);

}  // namespace comptoir::ventes
