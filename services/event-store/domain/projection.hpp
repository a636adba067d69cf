// What an aggregate's events add up to. Pure folds: the same events give the same projection, today and after a replay.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/money.hpp"

namespace comptoir::event_store {

struct Produit {
  std::int64_t produit_id = 0;
  std::int64_t quantite = 0;
  Cents sous_total = 0;
  bool operator==(const Produit&) const = default;
};

/// What one event says of an order; what it does not say is absent.
struct FaitCommande {
  std::string event_type;
  std::optional<std::int64_t> client_id;
  std::optional<Cents> total;
  std::vector<Produit> produits;
};

/// Section 11 of the specification. An order does not change after it is placed: its contents are the first ones told.
struct ProjectionCommande {
  std::optional<std::int64_t> client_id;
  std::vector<Produit> produits;
  std::optional<Cents> total;
  std::string statut;  ///< the most decisive event so far; "" before any
};

void appliquer(ProjectionCommande&, const FaitCommande&);

/// How much an event decides of an order: the greatest gives `statut`, whatever order the log has the racers in.
/// 0: it decides nothing.
int poids(std::string_view event_type);

/// True when nothing more can happen to the order: its end is known and every compensation it calls for is done.
bool est_terminee(std::span<const std::string> event_types);

/// Of any other aggregate: the last value told of each field, in the order the fields first appeared.
struct ProjectionLibre {
  std::vector<std::pair<std::string, std::string>> champs;  ///< name, JSON text
  std::string statut;                                       ///< the last event's type
};

void appliquer(ProjectionLibre&, std::string_view event_type,
               std::span<const std::pair<std::string, std::string>> champs);

bool est_commande(std::string_view aggregate_id);

}  // namespace comptoir::event_store
