#include "services/event-store/app/flux_filtre.hpp"

#include <algorithm>

namespace comptoir::event_store {
namespace {

bool parmi(const std::vector<std::string>& voulus, const std::string& valeur) {
  return voulus.empty() || std::ranges::find(voulus, valeur) != voulus.end();
}

}  // namespace

bool accepte(const Filtre& f, const EvenementFlux& e) {
  return parmi(f.event_types, e.event_type) && parmi(f.sources, e.source) && parmi(f.aggregate_ids, e.aggregate_id) &&
         parmi(f.correlation_ids, e.correlation_id);
}

}  // namespace comptoir::event_store
