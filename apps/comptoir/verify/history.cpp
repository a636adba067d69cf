#include "apps/comptoir/verify/history.hpp"

#include <algorithm>

namespace comptoir::verify {

const std::vector<Rule>& rules() {
  static const std::vector<Rule> kRules{
      // event               needs all of           needs one of                                                  excludes
      {"CommandeCreee", {}, {}, {}},
      {"AnnulationDemandee", {"CommandeCreee"}, {}, {}},
      {"StockReserve", {"CommandeCreee"}, {}, {"StockIndisponible"}},
      {"StockIndisponible", {"CommandeCreee"}, {}, {"StockReserve"}},
      {"ReservationExpiree", {"StockReserve"}, {}, {}},
      {"PaiementAccepte", {"StockReserve"}, {}, {"PaiementRefuse"}},
      {"PaiementRefuse", {"StockReserve"}, {}, {"PaiementAccepte"}},
      {"VenteConfirmee", {"PaiementAccepte"}, {}, {"VenteRejetee"}},
      {"VenteRejetee",
       {"CommandeCreee"},
       {"PaiementAccepte", "ReservationExpiree", "AnnulationDemandee"},
       {"VenteConfirmee"}},
      {"StockLibere", {"StockReserve"}, {"PaiementRefuse", "VenteRejetee"}, {"VenteConfirmee"}},
      {"PaiementRembourse", {"PaiementAccepte", "VenteRejetee"}, {}, {"VenteConfirmee"}},
  };
  return kRules;
}

namespace {

std::optional<std::string> breach_of(const Rule& rule, const std::multiset<std::string>& events) {
  const auto there = [&](std::string_view type) { return events.contains(std::string(type)); };
  const std::string event(rule.event);
  if (events.count(event) > 1) return event + " " + std::to_string(events.count(event)) + " fois";
  for (const auto type : rule.needs_all)
    if (!there(type)) return event + " sans " + std::string(type);
  if (!rule.needs_one.empty() && std::ranges::none_of(rule.needs_one, there)) return event + " sans cause";
  for (const auto type : rule.excludes)
    if (there(type)) return event + " avec " + std::string(type);
  return std::nullopt;
}

}  // namespace

std::optional<std::string> breach_of_history(const std::multiset<std::string>& events) {
  for (const auto& event : events) {
    const auto rule = std::ranges::find(rules(), event, &Rule::event);
    if (rule == rules().end()) return event + " n'est pas de la saga";
    if (auto breach = breach_of(*rule, events)) return breach;
  }
  return std::nullopt;
}

}  // namespace comptoir::verify
