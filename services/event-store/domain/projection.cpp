#include "services/event-store/domain/projection.hpp"

#include <algorithm>

namespace comptoir::event_store {
namespace {

// Least decisive first. The last four end the order; only a more decisive end replaces an end.
constexpr std::string_view kDecisifs[] = {"CommandeCreee",  "StockReserve", "PaiementAccepte", "StockIndisponible",
                                          "PaiementRefuse", "VenteRejetee", "VenteConfirmee"};

}  // namespace

int poids(std::string_view event_type) {
  const auto* place = std::find(std::begin(kDecisifs), std::end(kDecisifs), event_type);
  return place == std::end(kDecisifs) ? 0 : static_cast<int>(place - std::begin(kDecisifs)) + 1;
}

void appliquer(ProjectionCommande& p, const FaitCommande& fait) {
  if (!p.client_id) p.client_id = fait.client_id;
  if (!p.total) p.total = fait.total;
  if (p.produits.empty()) p.produits = fait.produits;
  if (poids(fait.event_type) > poids(p.statut)) p.statut = fait.event_type;
}

bool est_terminee(std::span<const std::string> event_types) {
  const auto vu = [&](std::string_view type) {
    return std::find(event_types.begin(), event_types.end(), type) != event_types.end();
  };
  if (vu("VenteConfirmee") || vu("StockIndisponible")) return true;
  if (vu("PaiementRefuse") && vu("StockLibere")) return true;
  return vu("VenteRejetee") && (!vu("StockReserve") || vu("StockLibere")) &&
         (!vu("PaiementAccepte") || vu("PaiementRembourse"));
}

void appliquer(ProjectionLibre& p, std::string_view event_type,
               std::span<const std::pair<std::string, std::string>> champs) {
  for (const auto& [nom, json] : champs) {
    const auto deja = std::find_if(p.champs.begin(), p.champs.end(), [&](const auto& c) { return c.first == nom; });
    if (deja == p.champs.end())
      p.champs.emplace_back(nom, json);
    else
      deja->second = json;
  }
  p.statut = event_type;
}

bool est_commande(std::string_view aggregate_id) { return aggregate_id.starts_with("cmd-"); }

}  // namespace comptoir::event_store
