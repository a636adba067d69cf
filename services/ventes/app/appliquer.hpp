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

Resultat appliquer(const Message&, Lot&);

Resultat avancer_commande(const PasDeCommande&, Lot&);

}  // namespace comptoir::ventes
