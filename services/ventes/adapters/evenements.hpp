// Events in and out, as contracts/README.md has them.
#pragma once
#include <any>

#include "libs/bus/envelope.hpp"
#include "libs/service/room.hpp"
#include "services/ventes/app/messages.hpp"

namespace comptoir::ventes {

inline constexpr const char* kStream = "vente.evenements";

/// A Message, or an empty any for an event of no use here. Throws json::Invalid.
std::any lire_evenement(const bus::Envelope&);
/// As service::Room::can_wait() asks: steps that another follows at once.
inline bool peut_attendre(std::string_view event_type) {
  return event_type == "CommandeCreee" || event_type == "StockReserve";
}

/// VenteConfirmee; the order's lines are in memory.
service::Emission vente_confirmee(const Commande&);
service::Emission vente_rejetee(const Commande&);

/// What one of these two told. Throws json::Invalid.
VerdictRendu lire_verdict(const bus::Envelope&);

}  // namespace comptoir::ventes
