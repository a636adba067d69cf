// An order: whose it is, what is in it, how far it has come.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "libs/base/money.hpp"
#include "services/ventes/domain/transitions.hpp"

namespace comptoir::ventes {

/// Column by column: as it is stored, an order having hundreds of lines.
struct Lignes {
  std::vector<std::int64_t> produit_ids, quantites, prix_unitaires, sous_totaux;
  std::size_t size() const { return produit_ids.size(); }
  bool operator==(const Lignes&) const = default;
};

struct Commande {
  std::string commande_id;
  std::int64_t client_id = 0, magasin_id = 0;
  Cents total = 0;
  Etat etat = Etat::en_attente_stock;
  Motif motif = Motif::aucun;
  bool lignes_connues = false;
  Lignes lignes;  ///< may be left out of memory when no sale can come of this batch
  bool operator==(const Commande&) const = default;
};

}  // namespace comptoir::ventes
