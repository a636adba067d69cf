#include "services/event-store/app/lot.hpp"

namespace comptoir::event_store {

std::vector<std::string> Versions::donner(Origine& origine, const std::set<std::string>& aggregates) const {
  std::vector<std::string> inconnues;
  for (const auto& aggregate : aggregates) {
    if (const auto* version = connues_.find(aggregate))
      origine.versions[aggregate] = *version;
    else
      inconnues.push_back(aggregate);
  }
  return inconnues;
}

void Versions::retenir(const std::vector<Rangee>& nouvelles) {
  if (!connues_.room_for(nouvelles.size())) return;
  for (const auto& r : nouvelles)
    if (!r.postee()) connues_.keep(r.aggregate_id, r.place.version);
}

}  // namespace comptoir::event_store
