// One order's life, as the event store tells it.
#pragma once
#include <string>
#include <vector>

#include "apps/comptoir/replay/run/api.hpp"

namespace comptoir::demo {

struct Step {
  std::string time;  ///< "15:42:17.123"
  std::string service;
  std::string event;
  std::string facts;  ///< "total 139.12, solde 20.0"
};

/// In the event store's order: causes first.
std::vector<Step> timeline(replay::Api&, const std::string& commande_id);

/// Aligned columns, one line per step; `colour`: the event in bold.
std::string to_table(const std::vector<Step>&, bool colour);

}  // namespace comptoir::demo
