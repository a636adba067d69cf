#include "services/event-store/adapters/compteur.hpp"

#include <algorithm>

namespace comptoir::event_store {
namespace {

constexpr std::string_view kSources[] = {"panier-service", "stock-service",    "client-service",
                                         "ventes-service", "produits-service", "magasins-service"};

}  // namespace

void Compteur::count(const std::string& event_type, const std::string& source) {
  if (!registry_) return;
  const bool connue = std::find(std::begin(kSources), std::end(kSources), source) != std::end(kSources);
  Nom nom{event_type, connue ? source : "autre"};
  if (counters_.size() >= kMaxSeries && !counters_.contains(nom)) nom.first = "autre";
  auto& counter = counters_[nom];
  if (!counter)
    counter = &registry_->counter("event_store_events_total", "Événements enregistrés.",
                                  {{"event_type", nom.first}, {"source", nom.second}});
  counter->Increment();
}

}  // namespace comptoir::event_store
