// The catalogue's facts, worded as events.
#pragma once
#include "libs/service/room.hpp"
#include "services/produits/domain/produit.hpp"

namespace comptoir::produits {

inline constexpr auto kStream = "produit.evenements";

service::Emission to_emission(Fait, const Produit&);

/// The product after the event: every one of them tells the whole of it. Throws json::Invalid.
Produit to_product(const bus::Envelope&);

}  // namespace comptoir::produits
