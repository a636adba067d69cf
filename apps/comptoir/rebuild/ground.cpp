#include "apps/comptoir/rebuild/ground.hpp"

namespace comptoir::rebuild {

RestingDatabases::RestingDatabases(const std::filesystem::path& folder)
    : data_(folder, infra::unprivileged_user()), postgres_(data_) {
  config_.postgres.host = data_.sockets();
  config_.saga.partitions = infra::partitions_in(folder);
  std::vector<std::string> owners;
  for (const auto& service : kServices) owners.push_back(config_.database_of(service.name));
  postgres_.start(owners);
}

bool has_databases(const std::filesystem::path& folder) { return std::filesystem::exists(folder / "pg"); }

}  // namespace comptoir::rebuild
