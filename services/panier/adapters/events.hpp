// Events in and out: the data of the contract to the room's values and back.
#pragma once
#include <any>

#include "libs/bus/envelope.hpp"
#include "libs/service/room.hpp"
#include "services/panier/app/resultat.hpp"

namespace comptoir::panier {

/// A Message, or an empty any for a type the room has no use for. Throws json::Invalid.
std::any decode_event(const bus::Envelope&);

service::Emission emission(const Evenement&);

/// The fact that emission() told. Throws json::Invalid.
Evenement fact_of(const bus::Envelope&);

}  // namespace comptoir::panier
