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
  /// One event stored. A source that is no service of ours counts as "autre", and so do types once there are kMaxSeries
  /// series: callers do not choose our label values.
  void count(const std::string& event_type, const std::string& source);

  static constexpr std::size_t kMaxSeries = 100;  ///< our services have 25 types

 private:
  using Nom = std::pair<std::string, std::string>;  ///< type, source
  metrics::Registry* registry_;
  std::map<Nom, prometheus::Counter*> counters_;
};

}  // namespace comptoir::event_store
