// The folder of one embedded system: its databases, logs, sockets, and the lock that keeps it to one program.
//
//   comptoir.json  marker {"version"}         pg/ redis/  the databases      logs/  one file per process
//   audit/         signed heads of the global log, and their keys
//   cle_bus        the secret that seals entries of the streams, its owner's alone
//   verrou         locked while in use; who   systeme.json  how to reach the system, while it is ready
//   arret.demande  made by who may not signal us: a stop is asked for
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "apps/comptoir/infra/process.hpp"
#include "apps/comptoir/infra/user.hpp"

namespace comptoir::infra {

inline constexpr const char* kStopFile = "arret.demande";

/// What systeme.json says.
struct Running {
  pid_t pid = 0;
  std::string url;
  std::string postgres;                         // folder of the socket
  std::string redis;                            // the socket
  std::string audit;                            // folder of the signed heads
  std::map<std::string, std::string> services;  // name -> url
  std::string prometheus = {};                  // its url; empty when there is none
  std::int64_t partitions = 1;                  // of its clients
};

class DataDir {
 public:
  /// $COMPTOIR_DATA_DIR, else /var/lib/comptoir for root, else $XDG_STATE_HOME or ~/.local/state, /comptoir.
  static std::filesystem::path default_path();

  /// Makes it or takes it over, and locks it until destruction. Throws Permanent when the folder holds something else, has a name
  /// that PostgreSQL cannot bear or cannot be entered by `user`, Retryable when another program has it.
  DataDir(std::filesystem::path path, std::optional<User> user);
  ~DataDir();
  DataDir(const DataDir&) = delete;
  DataDir& operator=(const DataDir&) = delete;

  const std::filesystem::path& path() const { return path_; }
  const std::optional<User>& user() const { return user_; }
  std::filesystem::path log_file(const std::string& name) const { return path_ / "logs" / (name + ".log"); }
  /// Below path(), or below /tmp when that is too long for the address of a unix socket, or has a character that means something in
  /// one of the places where it is written (libpq's lists of hosts, configuration files, JSON).
  const std::filesystem::path& sockets() const { return sockets_; }

  /// Over how many partitions the clients are spread: what the folder's first system was told, for good. `wanted`: what this
  /// one is told, if anything. Throws ConfigError when that is another number.
  std::int64_t partitions(std::optional<std::int64_t> wanted);

  /// The key that seals its streams, made at the first call; its owner alone may read it. Throws Permanent when it is unreadable.
  std::string bus_key() const;

  /// Tells the world that the system is ready. Forgotten at destruction.
  void publish(const Running&);

  /// True when somebody called ask_to_stop() since it was locked.
  bool stop_asked() const { return std::filesystem::exists(path_ / kStopFile); }

 private:
  void claim();
  void open_to(const User&) const;
  void lock();

  std::filesystem::path path_;
  std::optional<User> user_;
  std::filesystem::path sockets_;
  int lock_ = -1;
};

/// As DataDir::partitions(), of a folder that has been used.
std::int64_t partitions_in(const std::filesystem::path& data_dir);
inline constexpr const char* kPartitionsFile = "partitions";

/// The process that holds the folder's lock, ready or not; nothing when it is free. Its pid is 0 while it is writing who it is.
std::optional<Identity> holder(const std::filesystem::path& data_dir);

/// For a holder that no signal reaches from here (another pid namespace, another machine). Throws Permanent when it may not be.
void ask_to_stop(const std::filesystem::path& data_dir);

/// What the holder published; nothing when nobody holds the folder or it is not ready yet.
std::optional<Running> running_system(const std::filesystem::path& data_dir);

}  // namespace comptoir::infra
