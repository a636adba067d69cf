// What the room is told: facts of other services, commands of people, deadlines.
#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "libs/base/money.hpp"
#include "services/stock/domain/reservation.hpp"

namespace comptoir::stock {

struct ProduitConnu {
  std::int64_t produit_id = 0;
};
struct MagasinConnu {
  std::int64_t magasin_id = 0;
};

struct LigneCommande {
  std::int64_t produit_id = 0, quantite = 0;
  Cents prix_unitaire = 0, sous_total = 0;
};

/// An order and whose it is; the same head in every event of the saga.
struct Entete {
  std::string commande_id;
  std::int64_t client_id = 0, magasin_id = 0;
  Cents total = 0;
};

struct CommandeCreee {
  Entete commande;
  std::vector<LigneCommande> lignes;
};

struct CommandeFinie {
  Entete commande;
  Fin fin{};
  std::string motif;  ///< why the stock is freed
};

struct Recevoir {
  std::int64_t magasin_id = 0;
  std::vector<Quantite> lignes;
};

struct Ajuster {
  std::int64_t magasin_id = 0, produit_id = 0, delta = 0;
  std::string raison;
};

struct Expirer {
  std::string commande_id;
  std::int64_t magasin_id = 0;
};

using Message = std::variant<ProduitConnu, MagasinConnu, CommandeCreee, CommandeFinie, Recevoir, Ajuster, Expirer>;

}  // namespace comptoir::stock
