// What the room is told: how stores are, and what becomes of orders.
#pragma once
#include <optional>
#include <variant>

#include "libs/base/clock.hpp"
#include "services/ventes/domain/commande.hpp"

namespace comptoir::ventes {

struct MagasinVu {
  std::int64_t magasin_id = 0;
  std::string nom;
  bool ouvert = true;
};

struct PasDeCommande {
  Evenement evenement{};
  Instant le{};  ///< the event's own date
  std::string commande_id;
  std::int64_t client_id = 0, magasin_id = 0;
  std::optional<Cents> total;    ///< events that follow the one that said it leave it out
  std::optional<Lignes> lignes;  ///< of CommandeCreee
};

/// A verdict of ours, as it was told. A sale has its lines; a rejection leaves them to the order.
struct VerdictRendu {
  Commande commande;
  Instant le;
};

using Message = std::variant<MagasinVu, PasDeCommande>;

}  // namespace comptoir::ventes
