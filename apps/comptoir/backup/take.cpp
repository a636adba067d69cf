#include "apps/comptoir/backup/backup.hpp"
#include "apps/comptoir/backup/manifest.hpp"
#include "apps/comptoir/backup/tool.hpp"
#include "apps/comptoir/commands/progress.hpp"
#include "apps/comptoir/infra/files.hpp"
#include "apps/comptoir/replay/run/positions.hpp"
#include "libs/base/durable.hpp"
#include "libs/base/error.hpp"
#include "libs/postgres/connection.hpp"

namespace comptoir::backup {
namespace fs = std::filesystem;
namespace {

std::string conninfo(const infra::Running& system) {
  return "host='" + system.postgres + "' user=postgres dbname=postgres connect_timeout=5 application_name=sauvegarde";
}

/// Gone unless it is kept.
class Draft {
 public:
  explicit Draft(const fs::path& folder) : folder_(folder), draft_(folder.native() + ".ebauche") {
    if (fs::exists(folder_)) throw Permanent(folder_.string() + " existe déjà ; nommez un nouveau dossier.");
    fs::remove_all(draft_);
    fs::create_directories(draft_);
    fs::permissions(draft_, fs::perms::owner_all);  // it holds customers' data and the keys of the audit
  }
  ~Draft() {
    std::error_code ignored;
    fs::remove_all(draft_, ignored);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  const fs::path& path() const { return draft_; }
  void keep() { fs::rename(draft_, folder_); }

 private:
  fs::path folder_, draft_;
};

/// pg_basebackup's own words on how far it is.
void show(postgres::Connection& sql, Progress& progress) {
  const auto rows = sql.run("SELECT backup_streamed, coalesce(backup_total, 0) FROM pg_stat_progress_basebackup");
  if (rows.rows() > 0 && rows.integer(0, 1) > 0)
    progress.at(static_cast<std::size_t>(rows.integer(0, 0)), static_cast<std::size_t>(rows.integer(0, 1)));
}

void copy_cluster(const infra::Running& system, const fs::path& into, const fs::path& log, postgres::Connection& sql) {
  Progress progress("sauvegarde (octets)", 0);
  run_tool("pg_basebackup",
           {postgres_tool("pg_basebackup"), "-d", conninfo(system), "-D", into, "--format=tar",
            "--compress=client-gzip:1", "--wal-method=stream", "--checkpoint=fast", "--no-password"},
           log, [&] { show(sql, progress); });
}

}  // namespace

Manifest take(const infra::Running& system, const fs::path& folder, const Clock& clock) {
  if (system.postgres.empty())
    throw Permanent("seul un système lancé par `comptoir up` se sauvegarde ainsi ; ailleurs, employez pg_basebackup.");
  const auto begun = clock.now();
  Draft draft(folder);
  replay::Pulse pulse;
  Manifest m{format_rfc3339(begun), replay::Positions(system, pulse).heads(), 0, 0, 0};
  // Before the copy: what a head signs is then in it.
  fs::copy(system.audit, draft.path() / "audit", fs::copy_options::recursive);
  write_durably(draft.path() / infra::kPartitionsFile, std::to_string(system.partitions) + '\n');
  postgres::Connection sql(conninfo(system));
  m.database_bytes = sql.run("SELECT sum(pg_database_size(oid))::bigint FROM pg_database").integer(0, 0);
  const auto cluster = draft.path() / "pg", log = draft.path() / "pg_basebackup.log";
  copy_cluster(system, cluster, log, sql);
  for (const auto& file : fs::directory_iterator(cluster)) fs::rename(file, draft.path() / file.path().filename());
  fs::remove(cluster);
  fs::remove(log);
  m.bytes = bytes_below(draft.path());
  m.seconds = std::chrono::duration<double>(clock.now() - begun).count();
  write_durably(draft.path() / kManifestFile, to_json(m));
  draft.keep();
  return m;
}

}  // namespace comptoir::backup
