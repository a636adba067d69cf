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

service::Emission emission(const Fait&);

/// The fact that emission() told, and its cause where the event leaves to it what the order wanted.
Fait lire_fait(const service::Recorded&);
/// True for the types that do.
bool tient_de_sa_cause(std::string_view event_type);

}  // namespace comptoir::stock
