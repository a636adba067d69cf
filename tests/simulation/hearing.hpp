// Who hears what, as ARCHITECTURE.md says it, written down a second time: what a service hears it must have applied.
#pragma once
#include <map>
#include <set>
#include <string>

namespace comptoir::simulation {

/// By service. The event store hears everything and is not listed.
inline const std::map<std::string, std::set<std::string>> kHears = {
    {"panier", {"ProduitCree", "MagasinCree", "MagasinFerme", "ClientCree"}},
    {"stock",
     {"ProduitCree", "MagasinCree", "MagasinFerme", "CommandeCreee", "PaiementRefuse", "VenteConfirmee",
      "VenteRejetee"}},
    {"client", {"StockReserve", "VenteRejetee"}},
    {"ventes",
     {"MagasinCree", "MagasinFerme", "CommandeCreee", "AnnulationDemandee", "StockReserve", "StockIndisponible",
      "ReservationExpiree", "PaiementAccepte", "PaiementRefuse"}}};

}  // namespace comptoir::simulation
