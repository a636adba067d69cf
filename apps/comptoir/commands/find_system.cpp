#include "apps/comptoir/commands/find_system.hpp"

#include <iostream>

namespace comptoir {

std::optional<infra::Running> find_system(const std::string& where) {
  if (!where.starts_with("http://"))
    return infra::running_system(where.empty() ? infra::DataDir::default_path() : std::filesystem::path(where));
  infra::Running system;
  system.url = where;
  for (const auto& service : kServices) system.services.emplace(service.name, where);
  return system;
}

std::optional<infra::Running> require_system(const std::string& where) {
  auto system = find_system(where);
  if (!system) std::cerr << "Rien ne tourne" << (where.empty() ? "" : " dans " + where) << ". Lancez `comptoir up`.\n";
  return system;
}

Config config_of(const infra::Running& system) {
  Config config;
  config.postgres.host = system.postgres;
  config.event_store.dossier_audit = system.audit;
  config.saga.partitions = system.partitions;
  return config;
}

}  // namespace comptoir
