// Where the databases are: of a configuration, of a running system, or of a folder at rest.
#pragma once
#include <filesystem>
#include <optional>

#include "apps/comptoir/infra/embedded_postgres.hpp"
#include "libs/config/config.hpp"

namespace comptoir::rebuild {

/// The databases of a folder in which nothing runs: its lock is ours and its PostgreSQL runs until destruction.
class RestingDatabases {
 public:
  /// Throws Retryable when another program has the folder.
  explicit RestingDatabases(const std::filesystem::path& folder);
  ~RestingDatabases() { postgres_.stop(); }
  const Config& config() const { return config_; }

 private:
  infra::DataDir data_;
  infra::EmbeddedPostgres postgres_;
  Config config_;
};

/// True when `folder` holds the databases of an embedded system.
bool has_databases(const std::filesystem::path& folder);

}  // namespace comptoir::rebuild
