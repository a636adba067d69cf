// What a cart becomes at checkout: an order at the catalogue's prices of this moment.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "libs/base/clock.hpp"
#include "services/panier/domain/panier.hpp"

namespace comptoir::panier {

struct LigneCommande {
  std::int64_t produit_id = 0;
  std::int64_t quantite = 0;
  Cents prix_unitaire = 0;
  Cents sous_total = 0;
};

struct Commande {
  std::string commande_id;
  ClePanier cle;
  std::vector<LigneCommande> lignes;
  Cents total = 0;
  Instant cree_le{};
};

struct CommandeRefusee {
  enum class Motif { panier_vide, magasin_ferme, produit_retire, total_trop_grand };
  Motif motif;
  std::vector<std::int64_t> produits;  ///< the retired ones
};

/// The order without its id and date, or why there is none. A total above kMaxSum is refused: it would not be exact in JSON.
std::variant<Commande, CommandeRefusee> composer(const ClePanier&, const Panier&, const Magasin&, const Catalogue&);

}  // namespace comptoir::panier
