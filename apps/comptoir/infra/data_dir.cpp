#include "apps/comptoir/infra/data_dir.hpp"

#include <fcntl.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstring>

#include "apps/comptoir/infra/files.hpp"
#include "libs/base/durable.hpp"
#include "libs/base/error.hpp"
#include "libs/base/ids.hpp"
#include "libs/base/utf8.hpp"
#include "libs/json/writer.hpp"

namespace comptoir::infra {
namespace fs = std::filesystem;
namespace {

constexpr int kVersion = 1;
/// sun_path holds 108 bytes; the longest name below the folder is ".s.PGSQL.5432.lock".
constexpr std::size_t kMaxSocketFolder = 80;

constexpr const char* kBusKeyFile = "cle_bus";

std::string new_secret() {
  std::string bytes(32, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size())) != 1)
    throw Retryable("the system gave no random bytes");
  return hex(std::string_view(bytes));
}

/// PostgreSQL's own paths hold 1023 bytes, and its files have names below the folder.
constexpr std::size_t kMaxFolder = 900;

void require_bearable(const fs::path& folder) {
  const auto& name = folder.native();
  if (std::ranges::any_of(name, [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
    throw Permanent(
        "le nom du dossier des données contient un caractère de contrôle. Donnez-en un autre avec --data-dir.");
  if (name.size() > kMaxFolder)
    throw Permanent("le nom du dossier des données a " + std::to_string(name.size()) +
                    " octets ; PostgreSQL en permet " + std::to_string(kMaxFolder) +
                    ". Donnez-en un plus court avec --data-dir.");
}

bool is_plain(const fs::path& path) {
  return std::ranges::all_of(path.native(), [](unsigned char c) {
    return (c < 0x80 && std::isalnum(c)) || c == '/' || c == '.' || c == '_' || c == '-';
  });
}

bool is_ours_or_empty(const fs::path& folder) {
  if (fs::exists(folder / "comptoir.json")) return true;
  return std::ranges::all_of(fs::directory_iterator(folder), [](const fs::directory_entry& e) {
    return e.path().filename() == "comptoir.json.tmp" || e.path().filename() == "lost+found";
  });
}

int format_of(const fs::path& marker) {
  boost::json::error_code error;
  const auto value = boost::json::parse(read_text(marker).value_or(""), error);
  const auto* object = error ? nullptr : value.if_object();
  const auto* version = object ? object->if_contains("version") : nullptr;
  return version && version->is_int64() ? static_cast<int>(version->get_int64()) : 0;
}

/// A lock of the open file (not of the process): gone with it, however it ends, and asking about it does not take it.
struct flock whole_file() {
  struct flock lock{};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

fs::path socket_folder(const fs::path& data_dir) {
  const auto inside = data_dir / "sockets";
  return inside.native().size() <= kMaxSocketFolder && is_plain(inside)
             ? inside
             : fs::path("/tmp/comptoir-" + sha256_hex(data_dir.native()).substr(0, 16));
}

}  // namespace

fs::path DataDir::default_path() {
  auto variable = [](const char* name) {
    const char* v = std::getenv(name);
    return std::string(v ? v : "");
  };
  if (const auto set = variable("COMPTOIR_DATA_DIR"); !set.empty()) return set;
  if (geteuid() == 0) return "/var/lib/comptoir";
  if (const auto state = variable("XDG_STATE_HOME"); !state.empty()) return fs::path(state) / "comptoir";
  if (const auto home = variable("HOME"); !home.empty()) return fs::path(home) / ".local/state/comptoir";
  throw Permanent("HOME n'est pas défini : indiquez où ranger les données avec --data-dir.");
}

DataDir::DataDir(fs::path path, std::optional<User> user)
    : path_(fs::absolute(path).lexically_normal()), user_(std::move(user)) {
  if (!path_.has_filename()) path_ = path_.parent_path();
  claim();
  lock();
  make_private_folder(sockets_ = socket_folder(path_), user_);
}

DataDir::~DataDir() {
  std::error_code ignored;
  fs::remove(path_ / "systeme.json", ignored);
  fs::remove(path_ / kStopFile, ignored);
  if (sockets_.parent_path() != path_) fs::remove_all(sockets_, ignored);
  close(lock_);
}

void DataDir::claim() {
  require_bearable(path_);
  std::error_code error;
  fs::create_directories(path_, error);
  if (error || access(path_.c_str(), W_OK | X_OK) != 0)
    throw Permanent("impossible d'écrire dans " + path_.string() + ". Choisissez un autre dossier avec --data-dir.");
  if (!is_ours_or_empty(path_))
    throw Permanent(path_.string() +
                    " n'est pas vide et n'est pas un dossier de comptoir (comptoir.json manque). "
                    "Choisissez un dossier vide ou nouveau avec --data-dir.");
  if (user_ && !can_enter(*user_, path_)) open_to(*user_);
  if (!fs::exists(path_ / "comptoir.json"))
    write_durably(path_ / "comptoir.json", "{\"version\":" + std::to_string(kVersion) + "}\n");
  if (const int found = format_of(path_ / "comptoir.json"); found != kVersion)
    throw Permanent(path_.string() + " est de la version " + std::to_string(found) + " ; ce programme lit la version " +
                    std::to_string(kVersion) + ". Utilisez le comptoir qui l'a créé, ou un autre --data-dir.");
  fs::create_directories(path_ / "logs");
}

/// One that an older program made under a tight umask is ours to open.
void DataDir::open_to(const User& user) const {
  std::error_code error;
  if (fs::exists(path_ / "comptoir.json")) fs::permissions(path_, fs::perms::others_exec, fs::perm_options::add, error);
  if (!can_enter(user, path_))
    throw Permanent("l'utilisateur " + user.name + ", qui fait tourner les bases, ne peut pas entrer dans " +
                    path_.string() +
                    ". Donnez-lui le passage (chmod o+x, sur ce dossier et ceux qui y mènent), ou choisissez avec "
                    "--data-dir un dossier sous /var/lib ou /tmp.");
}

void DataDir::lock() {
  lock_ = open((path_ / "verrou").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock_ < 0) throw Permanent("impossible d'ouvrir " + (path_ / "verrou").string() + " : " + std::strerror(errno));
  auto request = whole_file();
  if (fcntl(lock_, F_OFD_SETLK, &request) != 0) {
    const auto pid = Identity::parse(read_text(path_ / "verrou").value_or("")).pid;
    close(lock_);
    throw Retryable(path_.string() + " est déjà utilisé par le processus " + std::to_string(pid) +
                    ". Arrêtez-le avec `comptoir down --data-dir " + path_.string() +
                    "`, ou choisissez un autre --data-dir.");
  }
  fs::remove(path_ / "systeme.json");
  fs::remove(path_ / kStopFile);
  const auto who = Identity::own().text();
  if (ftruncate(lock_, 0) != 0 || write(lock_, who.data(), who.size()) < 0)
    throw Retryable("impossible d'écrire dans " + (path_ / "verrou").string() + " : " + std::strerror(errno));
}

std::int64_t DataDir::partitions(std::optional<std::int64_t> wanted) {
  const bool used = fs::exists(path_ / "pg");
  if (!used) write_durably(path_ / kPartitionsFile, std::to_string(wanted.value_or(1)) + "\n");
  const auto known = partitions_in(path_);
  if (wanted && *wanted != known)
    throw ConfigError("`saga.partitions` vaut " + std::to_string(*wanted) + ", mais les clients de " + path_.string() +
                      " sont répartis en " + std::to_string(known) +
                      " partitions depuis son premier démarrage. Retirez la clé, ou partez d'un dossier neuf.");
  return known;
}

std::string DataDir::bus_key() const {
  const auto file = path_ / kBusKeyFile;
  if (!fs::exists(file)) write_durably(file, new_secret() + "\n", 0600);
  auto text = read_text(file).value_or("");
  while (text.ends_with('\n')) text.pop_back();
  if (text.empty())
    throw Permanent(file.string() + " ne se lit pas, ou est vide. Rendez-le lisible, ou retirez-le : il sera refait.");
  return text;
}

void DataDir::publish(const Running& system) {
  // JSON holds no other bytes than UTF-8's; what is in the folder can be named from it.
  const auto audit = is_utf8(system.audit) ? system.audit : fs::path(system.audit).lexically_relative(path_).string();
  json::Writer w;
  w.open()
      .field("pid", system.pid)
      .field("url", system.url)
      .field("postgres", system.postgres)
      .field("redis", system.redis)
      .field("audit", audit)
      .field("prometheus", system.prometheus)
      .field("partitions", system.partitions);
  w.key("services").open();
  for (const auto& [name, url] : system.services) w.field(name, url);
  write_durably(path_ / "systeme.json", w.close().close().text() + "\n");
}

std::int64_t partitions_in(const fs::path& data_dir) {
  return std::atoll(read_text(data_dir / kPartitionsFile).value_or("1").c_str());
}

std::optional<Identity> holder(const fs::path& data_dir) {
  const int fd = open((data_dir / "verrou").c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return std::nullopt;
  auto question = whole_file();
  const bool asked = fcntl(fd, F_OFD_GETLK, &question) == 0;
  close(fd);
  if (!asked || question.l_type == F_UNLCK) return std::nullopt;
  return Identity::parse(read_text(data_dir / "verrou").value_or(""));
}

void ask_to_stop(const fs::path& data_dir) try {
  write_durably(data_dir / kStopFile, Identity::own().text());
} catch (const std::exception& e) {
  throw Permanent(std::string("impossible de demander l'arrêt : ") + e.what() +
                  ". Lancez `comptoir down` sous le même utilisateur que `comptoir up`.");
}

std::optional<Running> running_system(const fs::path& data_dir) {
  const auto text = read_text(data_dir / "systeme.json");
  if (!text || !holder(data_dir)) return std::nullopt;
  const auto value = boost::json::parse(*text);
  const auto field = [&](const char* name) { return boost::json::value_to<std::string>(value.at(name)); };
  return Running{static_cast<pid_t>(value.at("pid").to_number<std::int64_t>()),
                 field("url"),
                 field("postgres"),
                 field("redis"),
                 fs::absolute(data_dir) / field("audit"),
                 boost::json::value_to<std::map<std::string, std::string>>(value.at("services")),
                 field("prometheus"),
                 value.at("partitions").to_number<std::int64_t>()};
}

}  // namespace comptoir::infra
