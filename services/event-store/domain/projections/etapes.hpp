// The steps of an order's saga as a set, and what a set of them waits for. A set and not a list: events of different
// streams race, and the answer is the same in either order.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace comptoir::event_store::projections {

/// Types of the events that are steps; the place of a type is its bit in a set.
inline constexpr std::string_view kEtapes[] = {"CommandeCreee",     "AnnulationDemandee", "StockReserve",
                                               "StockIndisponible", "StockLibere",        "ReservationExpiree",
                                               "PaiementAccepte",   "PaiementRefuse",     "PaiementRembourse",
                                               "VenteConfirmee",    "VenteRejetee"};

using Etapes = std::int64_t;

/// The set of this one step; empty for a type that is none.
Etapes etape(std::string_view event_type);

/// The event that must come next (when several may, the hoped-for one) and the service that owes it.
struct Attendu {
  std::string_view etape, service;
  bool operator==(const Attendu&) const = default;
};

/// All that an order can wait for, each once.
std::vector<Attendu> attentes();

/// Nothing when nothing more can happen: the end is known and every compensation it calls for is done.
std::optional<Attendu> attendu(Etapes vues);

}  // namespace comptoir::event_store::projections
