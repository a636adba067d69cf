// The stores' facts, worded as events.
#pragma once
#include "libs/service/room.hpp"
#include "services/magasins/domain/magasin.hpp"

namespace comptoir::magasins {

inline constexpr auto kStream = "magasin.evenements";

service::Emission to_emission(Fait, const Magasin&);

/// The store after the event: every one of them tells the whole of it. Throws json::Invalid.
Magasin to_store(const bus::Envelope&);

}  // namespace comptoir::magasins
