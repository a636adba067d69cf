// What can be asked of the room (commands) and told to it (events of other services).
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "services/panier/domain/panier.hpp"

namespace comptoir::panier {

struct RemplacerLignes {
  ClePanier cle;
  std::vector<Ligne> lignes;
};
struct AjouterLignes {
  ClePanier cle;
  std::vector<Ligne> lignes;
};
struct FixerLigne {
  ClePanier cle;
  Ligne ligne;
};
struct RetirerLigne {
  ClePanier cle;
  std::int64_t produit_id = 0;
};
struct ViderPanier {
  ClePanier cle;
};
struct PasserCommande {
  ClePanier cle;
};
struct DemanderAnnulation {
  std::string commande_id;
};

struct ProduitConnu {
  Produit produit;
};
struct MagasinConnu {
  Magasin magasin;
};
struct ClientConnu {
  std::int64_t client_id = 0;
};

using Message = std::variant<RemplacerLignes, AjouterLignes, FixerLigne, RetirerLigne, ViderPanier, PasserCommande,
                             DemanderAnnulation, ProduitConnu, MagasinConnu, ClientConnu>;

}  // namespace comptoir::panier
