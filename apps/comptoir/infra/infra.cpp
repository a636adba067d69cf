#include "apps/comptoir/infra/infra.hpp"

namespace comptoir::infra {

void Infra::start(Config& config) {
  config.postgres.host = postgres_folder();
  config.postgres.port = 5432;
  config.postgres.password.clear();
  config.redis.socket = redis_socket();
  if (config.event_store.dossier_audit.empty()) config.event_store.dossier_audit = data_.path() / "audit";
  redis_.start();
  std::vector<std::string> owners;
  for (const auto& service : kServices) owners.push_back(config.database_of(service.name));
  postgres_.start(owners, config.saga.partitions);
}

void Infra::tend() {
  const auto now = std::chrono::steady_clock::now();
  postgres_.tend(now);
  redis_.tend(now);
}

void Infra::stop() {
  redis_.stop();
  postgres_.stop();
}

}  // namespace comptoir::infra
