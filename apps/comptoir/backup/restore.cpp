#include <unistd.h>

#include <cstring>

#include "apps/comptoir/backup/backup.hpp"
#include "apps/comptoir/backup/tool.hpp"
#include "apps/comptoir/commands/progress.hpp"
#include "apps/comptoir/infra/user.hpp"
#include "libs/base/error.hpp"

namespace comptoir::backup {
namespace fs = std::filesystem;
namespace {

void give(const fs::path& file, const infra::User& user) {
  if (lchown(file.c_str(), user.uid, user.gid) != 0)
    throw Retryable("impossible de donner " + file.string() + " à " + user.name + " : " + std::strerror(errno));
}

void give_all(const fs::path& folder, const infra::User& user) {
  give(folder, user);
  for (const auto& entry : fs::recursive_directory_iterator(folder)) give(entry, user);
}

void extract(const fs::path& archive, const fs::path& into, const fs::path& log, std::int64_t expected) {
  if (!fs::exists(archive)) throw Permanent(archive.string() + " manque : la sauvegarde n'est pas entière.");
  Progress progress("restauration (octets)", static_cast<std::size_t>(expected));
  run_tool("tar", {"/bin/tar", "-xzf", archive, "-C", into, "--no-same-owner"}, log,
           [&] { progress.at(static_cast<std::size_t>(bytes_below(into)), static_cast<std::size_t>(expected)); });
}

}  // namespace

void restore(const fs::path& folder, const fs::path& data_dir) {
  const auto manifest = read_manifest(folder);
  const infra::DataDir data(data_dir, infra::unprivileged_user());
  const auto cluster = data.path() / "pg", draft = data.path() / "pg.ebauche";
  if (fs::exists(cluster)) throw Permanent(data.path().string() + " contient déjà des bases ; nommez un dossier neuf.");
  fs::remove_all(draft);
  infra::make_private_folder(draft, std::nullopt);
  const auto log = data.log_file("restauration");
  extract(folder / "base.tar.gz", draft, log, manifest.database_bytes);
  extract(folder / "pg_wal.tar.gz", draft / "pg_wal", log, manifest.database_bytes);
  run_tool("pg_verifybackup", {postgres_tool("pg_verifybackup"), "--quiet", "-m", folder / "backup_manifest", draft},
           log, [] {});
  fs::copy(folder / "audit", data.path() / "audit", fs::copy_options::recursive);
  if (fs::exists(folder / infra::kPartitionsFile))
    fs::copy(folder / infra::kPartitionsFile, data.path() / infra::kPartitionsFile,
             fs::copy_options::overwrite_existing);
  if (data.user()) give_all(draft, *data.user());
  fs::rename(draft, cluster);  // from here on it is a system
}

}  // namespace comptoir::backup
