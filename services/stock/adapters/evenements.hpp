// Events in and out, as contracts/README.md has them.
#pragma once
#include <any>

#include "libs/bus/envelope.hpp"
#include "libs/service/room.hpp"
#include "services/stock/app/resultat.hpp"

namespace comptoir::stock {

inline constexpr const char* kStream = "stock.evenements";

/// A Message, or an empty any for an event of no use here. Throws json::Invalid.
std::any lire_evenement(const bus::Envelope&);
/// As service::Room::can_wait() asks: the sale is made, and nobody waits for its reservation to become an issue.
inline bool peut_attendre(std::string_view event_type) { return event_type == "VenteConfirmee"; }

service::Emission emission(const Fait&);

/// The fact that emission() told, and its cause where the event leaves to it what the order wanted.
Fait lire_fait(const service::Recorded&);
/// True for the types that do.
bool tient_de_sa_cause(std::string_view event_type);

}  // namespace comptoir::stock
