// Which events a reader wants.
#pragma once
#include <string>
#include <vector>

#include "services/event-store/app/flux_evenement.hpp"

namespace comptoir::event_store {

/// An empty list asks for nothing; of a list one value must fit.
struct Filtre {
  std::vector<std::string> event_types{}, sources{}, aggregate_ids{}, correlation_ids{};
};

bool accepte(const Filtre&, const EvenementFlux&);

}  // namespace comptoir::event_store
