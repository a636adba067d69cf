#include "services/panier/app/evoluer.hpp"

#include "services/panier/app/appliquer.hpp"

namespace comptoir::panier {
namespace {

struct Evolution {
  Lot& lot;

  void operator()(const CommandeCreee& e) const {
    lot.commandes[e.commande.commande_id] = {e.commande.cle, false};
    lot.commandes_nouvelles.push_back(e.commande);
  }
  void operator()(const AnnulationDemandee& e) const {
    lot.commandes[e.commande_id] = {e.cle, true};
    lot.commandes_annulees.insert(e.commande_id);
  }
};

}  // namespace

void evoluer(Lot& lot, const Evenement& evenement) { std::visit(Evolution{lot}, evenement); }

void dire(Lot& lot, Contexte& contexte, Evenement evenement) {
  evoluer(lot, evenement);
  contexte.evenements.push_back(std::move(evenement));
}

}  // namespace comptoir::panier
