// An order as a list shows it: whose, where, how much, how far.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/clock.hpp"
#include "libs/base/money.hpp"

namespace comptoir::event_store::projections {

/// What no event told is absent.
struct Commande {
  std::optional<std::int64_t> client_id, magasin_id;
  std::optional<Cents> total;
  std::int64_t articles = 0;
  std::string statut;  ///< the most decisive event so far; "" before any
  std::string motif;   ///< of a cancelled order
  std::optional<Instant> creee_le;
  Instant maj_le{};  ///< the event that gave `statut`
};

struct FaitDeCommande {
  std::string_view event_type;
  Instant le{};
  std::optional<std::int64_t> client_id, magasin_id;
  std::optional<Cents> total;
  std::int64_t articles = 0;
  std::string motif;  ///< VenteRejetee's; the other ends are their own reason
};

void appliquer(Commande&, const FaitDeCommande&);

/// State of an order by its `statut`, in the words of ventes-service.
std::string_view etat_de(std::string_view statut);

}  // namespace comptoir::event_store::projections
