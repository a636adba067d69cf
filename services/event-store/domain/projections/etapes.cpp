#include "services/event-store/domain/projections/etapes.hpp"

#include <algorithm>

namespace comptoir::event_store::projections {
namespace {

struct RegleEtape {
  std::string_view vues[2];  ///< all of these
  std::string_view sauf;     ///< and not this one
  Attendu attend;            ///< empty: the end
};

// First match wins. Compensations come before ends: an order rejected while its stock was being reserved ends twice.
constexpr RegleEtape kReglesEtapes[] = {
    // seen                               but not              waits for               of
    {{"VenteConfirmee", ""}, "", {}},
    {{"StockIndisponible", ""}, "", {}},
    {{"PaiementRefuse", ""}, "StockLibere", {"StockLibere", "stock"}},
    {{"PaiementRefuse", ""}, "", {}},
    {{"VenteRejetee", "StockReserve"}, "StockLibere", {"StockLibere", "stock"}},
    {{"VenteRejetee", "PaiementAccepte"}, "PaiementRembourse", {"PaiementRembourse", "client"}},
    {{"VenteRejetee", ""}, "", {}},
    {{"PaiementAccepte", ""}, "", {"VenteConfirmee", "ventes"}},
    {{"ReservationExpiree", ""}, "", {"VenteRejetee", "ventes"}},
    {{"AnnulationDemandee", ""}, "", {"VenteRejetee", "ventes"}},
    {{"StockReserve", ""}, "", {"PaiementAccepte", "client"}},
    {{"", ""}, "", {"StockReserve", "stock"}},
};

bool convient(const RegleEtape& r, Etapes vues) {
  const Etapes toutes = etape(r.vues[0]) | etape(r.vues[1]);
  return (vues & toutes) == toutes && (vues & etape(r.sauf)) == 0;
}

}  // namespace

Etapes etape(std::string_view event_type) {
  const auto* place = std::find(std::begin(kEtapes), std::end(kEtapes), event_type);
  return place == std::end(kEtapes) ? 0 : Etapes{1} << (place - std::begin(kEtapes));
}

std::vector<Attendu> attentes() {
  std::vector<Attendu> out;
  for (const auto& regle : kReglesEtapes)
    if (!regle.attend.etape.empty() && std::ranges::find(out, regle.attend) == out.end()) out.push_back(regle.attend);
  return out;
}

std::optional<Attendu> attendu(Etapes vues) {
  const auto* regle = std::find_if(std::begin(kReglesEtapes), std::end(kReglesEtapes),
                                   [&](const RegleEtape& r) { return convient(r, vues); });
  return regle->attend.etape.empty() ? std::nullopt : std::optional(regle->attend);
}

}  // namespace comptoir::event_store::projections
