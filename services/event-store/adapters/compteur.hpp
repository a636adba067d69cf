// event_store_events_total{event_type, source}.
#pragma once
#include <map>
#include <string>
#include <utility>

#include "libs/metrics/registry.hpp"

namespace comptoir::event_store {

class Compteur {
 public:
  explicit Compteur(metrics::Registry* registry) : registry_(registry) {}
  /// One event stored. A source that is no service of ours counts as "autre": callers do not choose our label values.
  void count(const std::string& event_type, const std::string& source);

 private:
  metrics::Registry* registry_;
  std::map<std::pair<std::string, std::string>, prometheus::Counter*> counters_;
};

}  // namespace comptoir::event_store
