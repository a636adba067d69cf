// The working set of one batch: the rows its messages need, and which of them they changed.
#pragma once
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "services/panier/app/messages.hpp"
#include "services/panier/domain/commande.hpp"

namespace comptoir::panier {

/// Keys to load. The products of the carts found come on top.
struct Besoins {
  std::set<std::int64_t> produits, magasins, clients;
  std::set<ClePanier> paniers;
  std::set<std::string> commandes;
};

void ajouter_besoins(Besoins&, const Message&);

/// An order placed, as far as a cancellation needs it.
struct CommandePassee {
  ClePanier cle;
  bool annulation_demandee = false;
};

struct Lot {
  Catalogue catalogue;
  std::unordered_map<std::int64_t, Magasin> magasins;
  std::unordered_set<std::int64_t> clients;
  std::map<ClePanier, Panier> paniers;
  std::map<std::string, CommandePassee> commandes;

  std::set<std::int64_t> produits_changes, magasins_changes, clients_nouveaux;
  std::set<ClePanier> paniers_changes;
  std::vector<Commande> commandes_nouvelles;
  std::set<std::string> commandes_annulees;
};

}  // namespace comptoir::panier
