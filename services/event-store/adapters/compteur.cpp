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
  auto& counter = counters_[{event_type, connue ? source : "autre"}];
  if (!counter)
    counter = &registry_->counter("event_store_events_total", "Événements enregistrés.",
                                  {{"event_type", event_type}, {"source", connue ? source : "autre"}});
  counter->Increment();
}

}  // namespace comptoir::event_store
