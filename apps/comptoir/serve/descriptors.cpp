#include "apps/comptoir/serve/descriptors.hpp"

#include <algorithm>

#include "libs/base/descriptors.hpp"
#include "libs/base/error.hpp"
#include "libs/log/log.hpp"

namespace comptoir::serve {

void require_descriptors(std::size_t least) {
  const auto limit = descriptor_limit();
  if (limit >= least) return;
  throw ConfigError("ce processus ne peut ouvrir que " + std::to_string(limit) + " descripteurs, il lui en faut " +
                    std::to_string(least) +
                    " au moins. Relevez la limite dure : ulimit -Hn, LimitNOFILE= de systemd ou --ulimit nofile= de "
                    "Docker ; ou baissez saga.partitions.");
}

std::size_t descriptors_for_clients(std::size_t reserve) {
  const auto budget = http::connection_budget(descriptor_limit(), reserve);
  if (budget == 0) require_descriptors(reserve + http::kLeastConnections * 8 / 7 + 1);
  return budget;
}

http::Limits listener_limits(const Config& config, std::size_t connections) {
  const auto wanted = static_cast<std::size_t>(config.http.connexions_max);
  if (wanted > connections && config.origins.contains("http.connexions_max"))
    log::warn("moins de connexions que configuré : les descripteurs manquent",
              {{"voulues", wanted}, {"connexions", connections}, {"descripteurs", descriptor_limit()}});
  auto limits =
      http::limits_within(std::min(wanted, connections), static_cast<std::size_t>(config.http.connexions_par_adresse));
  limits.proxies = config.http.mandataires;
  return limits;
}

}  // namespace comptoir::serve
