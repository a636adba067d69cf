#include "apps/comptoir/infra/embedded_postgres.hpp"

#include <fcntl.h>
#include <libpq-fe.h>
#include <unistd.h>

#include <sstream>

#include "apps/comptoir/infra/files.hpp"
#include "apps/comptoir/infra/named_user.hpp"
#include "apps/comptoir/infra/stop_asked.hpp"
#include "libs/base/descriptors.hpp"
#include "libs/base/durable.hpp"
#include "libs/base/error.hpp"
#include "libs/config/config.hpp"
#include "libs/log/log.hpp"

namespace comptoir::infra {
namespace fs = std::filesystem;
namespace {

using namespace std::chrono_literals;
constexpr int kOldestVersion = 15;
constexpr std::chrono::milliseconds kInitLimit = 120s, kLook = 100ms;
constexpr std::int64_t kMiB = 1 << 20;
constexpr std::int64_t kLeastBuffers = 128 * kMiB, kMostBuffers = 1024 * kMiB, kPartForBuffers = 16;
constexpr std::size_t kMostFiles = 1000, kFilesReserve = 32;  // of each of its processes
// What two instances of all services hold, and who looks beside them.
constexpr std::int64_t kLeastSessions = 200, kSessions = 126, kSessionsPerPartition = 8;

std::vector<fs::path> candidates() {
  std::vector<fs::path> folders;
  std::istringstream path(std::getenv("PATH") ? std::getenv("PATH") : "");
  for (std::string folder; std::getline(path, folder, ':');) folders.emplace_back(folder);
  std::error_code none;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", none)) folders.push_back(entry.path() / "bin");
  return folders;
}

/// 15 for "postgres (PostgreSQL) 15.20 (Debian …)"; 0 when the program is missing or says something else.
int version_of(const fs::path& binaries) {
  if (access((binaries / "postgres").c_str(), X_OK) != 0 || access((binaries / "initdb").c_str(), X_OK) != 0) return 0;
  const auto question = std::string("'").append(binaries / "postgres").append("' --version");
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(question.c_str(), "re"), pclose);
  int version = 0;
  return pipe && fscanf(pipe.get(), "postgres (PostgreSQL) %d", &version) == 1 ? version : 0;
}

Command server_command(const DataDir& data, const fs::path& binaries, const fs::path& folder) {
  // SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back, the cluster is left clean.
  return {.name = "postgres",
          .argv = {binaries / "postgres", "-D", folder},
          .log = data.log_file("postgres"),
          .user = data.user(),
          .stop_signal = SIGINT,
          .patience = 30s};
}

/// A lock file that a power cut left without its bytes. PostgreSQL would not start on it: it might be another server's, which
/// writes it just now. Here it is nobody's, because the folder is ours alone and no orphan runs in it.
void remove_empty(const fs::path& lock_file) {
  std::error_code absent;
  if (fs::file_size(lock_file, absent) == 0 && !absent) fs::remove(lock_file);
}

/// A lock file that names a process which is not its server any more: after a reboot its number may be anybody's, and PostgreSQL
/// would not start beside a living one. It takes its parent's for its own, and goes on to look whether the shared memory that the
/// file names is still in use; so we write our number there, and nothing else. In place: the file is the server's user's.
void adopt(const fs::path& lock_file) {
  const auto text = read_text(lock_file).value_or("");
  const auto line = text.find('\n');
  if (line == text.npos) return;
  const auto ours = std::to_string(getpid()) + text.substr(line);
  const int fd = open(lock_file.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  [[maybe_unused]] const bool done =
      write(fd, ours.data(), ours.size()) >= 0 && ftruncate(fd, static_cast<off_t>(ours.size())) == 0;
  close(fd);
}

/// Bytes that this machine has, or that its container may use.
std::int64_t memory() {
  const std::int64_t all = sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGE_SIZE);
  const std::int64_t limit = std::atoll(read_text("/sys/fs/cgroup/memory.max").value_or("").c_str());  // "max": none
  return limit > 0 ? std::min(all, limit) : all;
}

/// Enough for the indexes by client of some million orders, whose leaves are touched at random.
std::string shared_buffers() {
  return std::to_string(std::clamp(memory() / kPartForBuffers, kLeastBuffers, kMostBuffers) / kMiB) + "MB";
}

class Session {
 public:
  explicit Session(const std::string& where) : connection_(PQconnectdb(where.c_str())) {
    if (PQstatus(connection_) != CONNECTION_OK) fail();
    // "Role is already a member": libpq would print it on stderr, which may be a pipe that nobody reads.
    PQsetNoticeReceiver(connection_, [](void*, const PGresult*) {}, nullptr);
  }
  ~Session() { PQfinish(connection_); }

  std::set<std::string> column(const std::string& sql) { return read(PQexec(connection_, sql.c_str())); }
  std::string quoted(const std::string& name) {
    const std::unique_ptr<char, void (*)(void*)> text(PQescapeIdentifier(connection_, name.data(), name.size()),
                                                      PQfreemem);
    return text.get();
  }

 private:
  std::set<std::string> read(PGresult* answer) {
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result(answer, PQclear);
    const auto status = PQresultStatus(answer);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail();
    std::set<std::string> values;
    for (int row = 0; row < PQntuples(answer); ++row) values.insert(PQgetvalue(answer, row, 0));
    return values;
  }
  [[noreturn]] void fail() { throw Retryable("PostgreSQL embarqué : " + std::string(PQerrorMessage(connection_))); }

  PGconn* connection_;
};

}  // namespace

fs::path find_postgres() {
  fs::path best;
  int best_version = kOldestVersion - 1;
  for (const auto& folder : candidates())
    if (const int version = version_of(folder); version > best_version) best = folder, best_version = version;
  if (best.empty())
    throw Permanent("PostgreSQL 15 ou plus récent est introuvable. Installez-le : apt-get install postgresql-15");
  return best;
}

EmbeddedPostgres::EmbeddedPostgres(const DataDir& data)
    : data_(data),
      folder_(data.path() / "pg"),
      binaries_(find_postgres()),
      server_(
          server_command(data, binaries_, folder_),
          [where = connection_text()] { return PQping(where.c_str()) == PQPING_OK; }, [this] { adopt_locks(); }) {}

void EmbeddedPostgres::start(const std::vector<std::string>& owners, std::int64_t partitions) {
  stop_orphan(folder_ / "postmaster.pid", "postgres", folder_, SIGINT);
  adopt_locks();
  if (!fs::exists(folder_)) initialise();
  configure(partitions);
  server_.start(60s);
  make_databases(owners);
}

void EmbeddedPostgres::adopt_locks() const {
  for (const auto& lock : {folder_ / "postmaster.pid", data_.sockets() / ".s.PGSQL.5432.lock"}) {
    remove_empty(lock);
    adopt(lock);
  }
}

/// In a folder beside, renamed at the end: a first start that was cut leaves nothing half made.
void EmbeddedPostgres::initialise() {
  const auto draft = data_.path() / "pg.ebauche";
  fs::remove_all(draft);
  make_private_folder(draft, data_.user());
  const auto log_file = data_.log_file("initdb");
  Child initdb({.name = "initdb",
                .argv = {binaries_ / "initdb", "-D", draft, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C",
                         "--no-instructions"},
                .log = log_file,
                .environment = name_for(data_.user(), data_.sockets()),
                .user = data_.user()});
  const auto deadline = std::chrono::steady_clock::now() + kInitLimit;
  std::optional<int> code;
  while (!(code = initdb.wait(kLook)) && std::chrono::steady_clock::now() < deadline) throw_if_stop_asked();
  if (code != 0) throw Retryable("initdb a échoué. Fin de " + log_file.string() + " :\n" + tail(log_file, 15));
  fs::rename(draft, folder_);
  sync_folder(data_.path());
}

void EmbeddedPostgres::configure(std::int64_t partitions) const {
  const auto quoted = [](const fs::path& path) {
    std::string text = "'";
    for (char c : path.native()) text.append(c == '\'' ? 2 : 1, c);
    return text + "'";
  };
  write_durably(
      folder_ / "postgresql.conf",
      "# Réécrit par comptoir à chaque démarrage ; vos réglages vont dans postgresql.auto.conf (ALTER SYSTEM).\n"
      "listen_addresses = ''\n"
      "unix_socket_directories = " +
          quoted(data_.sockets()) +
          "\n"
          "unix_socket_permissions = 0700\n"
          "max_connections = " +
          std::to_string(std::max(kLeastSessions, kSessions + kSessionsPerPartition * partitions)) +
          "\n"
          "max_files_per_process = " +
          std::to_string(std::min(kMostFiles, descriptor_limit() - kFilesReserve)) +
          "\n"
          "shared_buffers = " +
          shared_buffers() +
          "\n"
          "fsync = on\n"
          "synchronous_commit = on\n"
          "recovery_init_sync_method = syncfs\n"  // after a crash: one call per file system, not one per file
          "wal_compression = lz4\n"
          "default_toast_compression = lz4\n"
          "max_wal_size = 2GB\n"
          "checkpoint_timeout = 15min\n"
          "timezone = 'UTC'\n"
          "log_timezone = 'UTC'\n"
          "log_line_prefix = '%m [%p] %u@%d '\n"
          "jit = off\n");
}

void EmbeddedPostgres::make_databases(const std::vector<std::string>& owners) const {
  Session session(connection_text());
  const auto roles = session.column("SELECT rolname FROM pg_roles");
  const auto databases = session.column("SELECT datname FROM pg_database");
  const std::string reader = kReadingRole;
  if (!roles.contains(reader)) session.column("CREATE ROLE " + reader + " NOLOGIN");
  session.column("GRANT pg_read_all_data TO " + reader);
  for (const auto& owner : owners) {
    const auto name = session.quoted(owner);
    if (!roles.contains(owner)) session.column("CREATE ROLE " + name + " LOGIN");
    if (!databases.contains(owner)) session.column("CREATE DATABASE " + name + " OWNER " + name);
    session.column("GRANT " + reader + " TO " + name);
    session.column("REVOKE CONNECT ON DATABASE " + name + " FROM PUBLIC");
  }
}

std::string EmbeddedPostgres::connection_text() const {
  std::string folder;
  for (char c : data_.sockets().native()) folder.append(c == '\'' || c == '\\' ? "\\" : "").push_back(c);
  return "host='" + folder + "' port=5432 user=postgres dbname=postgres connect_timeout=5";
}

}  // namespace comptoir::infra
