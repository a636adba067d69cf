// A backup: all services' databases at one and the same instant, in a folder of its own.
//
//   base.tar.gz pg_wal.tar.gz   the PostgreSQL cluster, as pg_basebackup gives it      backup_manifest  its check sums
//   audit/                      signed heads of the global log, and their keys         sauvegarde.json  the manifest
//
// One cluster holds every service, so one base backup is consistent over all of them: what one service had consumed,
// another had journalled. Redis is not in it: it is delivery only, and streams are published again from the journals.
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "apps/comptoir/infra/data_dir.hpp"
#include "libs/base/clock.hpp"

namespace comptoir::backup {

struct Manifest {
  std::string taken_at;  ///< RFC 3339, UTC
  std::map<std::string, std::int64_t>
      journals;                     ///< stream -> last seq, read before the copy began: the copy has at least these
  std::int64_t database_bytes = 0;  ///< of the cluster as it lies on disk, without WAL
  std::int64_t bytes = 0;           ///< of the backup
  double seconds = 0;
};

/// Throws Permanent when `folder` holds no backup that this program can read.
Manifest read_manifest(const std::filesystem::path& folder);

/// Last seq of every journal of a running system. Throws Retryable when a service does not answer.
std::map<std::string, std::int64_t> journal_heads(const infra::Running& system);

/// Copies a running embedded system while it works. `folder` must not exist; what is half done stands beside it, as
/// <folder>.ebauche, until it is complete. Throws Permanent or Retryable, and leaves nothing.
Manifest take(const infra::Running& system, const std::filesystem::path& folder, const Clock& clock);

/// Fills an empty data folder. The copy's check sums are verified. Throws Permanent or Retryable.
void restore(const std::filesystem::path& folder, const std::filesystem::path& data_dir);

}  // namespace comptoir::backup
