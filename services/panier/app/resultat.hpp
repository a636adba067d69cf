// What a use case answers and which facts it makes; HTTP and JSON are made of them at the edges.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "libs/json/fields.hpp"
#include "services/panier/domain/commande.hpp"

namespace comptoir::panier {

struct Refus {
  enum class Genre { introuvable, conflit, invalide };
  Genre genre;
  std::string titre;
  std::string detail;
  std::vector<json::FieldError> champs;
};

struct CommandeAcceptee {
  Commande commande;
};
struct AnnulationAcceptee {
  std::string commande_id;
};

/// monostate: nobody asked (events).
using Resultat = std::variant<std::monostate, VuePanier, CommandeAcceptee, AnnulationAcceptee, Refus>;

struct CommandeCreee {
  Commande commande;
};
struct AnnulationDemandee {
  std::string commande_id;
  ClePanier cle;
};

using Evenement = std::variant<CommandeCreee, AnnulationDemandee>;

}  // namespace comptoir::panier
