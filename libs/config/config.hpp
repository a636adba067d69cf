// Everything an operator can set, and where each value came from. See keys.hpp for the table that drives it.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace comptoir {

/// One service of the design: its configuration name and its port when services run apart.
struct ServiceName {
  std::string_view name;
  std::uint16_t port;
};
inline constexpr ServiceName kServices[] = {{"produits", 8020},   {"magasins", 8023}, {"client", 8024},
                                            {"stock", 8021},      {"panier", 8025},   {"ventes", 8022},
                                            {"event-store", 8028}};

inline constexpr int kMaxPartitions = 16;

/// May read every table and write none. A platform with its own PostgreSQL makes it; elsewhere an administrator may.
inline constexpr const char* kReadingRole = "comptoir_lecture";

/// What every session with PostgreSQL starts with, whatever its server, database or role are set to.
inline constexpr const char* kSessionOptions = "-c timezone=UTC -c datestyle=ISO";

struct Config {
  struct {
    std::string host = "127.0.0.1";
    std::int64_t port = 8090;  // 0: any free port
    std::string annonce;       // empty: host and port
    std::string hotes;         // names beside our own that a Host header may bear, between commas
    std::string origines;      // origins beside our own, between commas
    std::string mandataires;   // addresses and networks of the proxies before us, between commas
    std::int64_t connexions_max = 4096;
    std::int64_t connexions_par_adresse = 0;  // 0: half of what there are
  } http;
  struct {
    std::string host =
        "/var/run/postgresql";  // a folder of unix sockets, or a host name; several: a primary, its standbys
    std::int64_t port = 5432;
    std::string user_prefix = "comptoir_";
    std::string password;
    std::string sslmode = "prefer";
    std::string sslrootcert, sslcert, sslkey;  // files; empty: none
  } postgres;
  struct {
    std::string socket;  // a unix socket; when empty, host and port
    std::string host = "127.0.0.1";
    std::int64_t port = 6379;
  } redis;
  struct {
    std::string cle;  // empty: no entry of a stream is trusted, events are read from their journals
  } bus;
  std::string services = "all";
  std::map<std::string, std::string, std::less<>> urls;  // set by hand only; ask url_of()
  struct {
    std::int64_t delai_reservation_ms = 900'000;
  } stock;
  struct {
    std::int64_t partition = 5'000'000;
    std::string dossier_audit;  // empty: no head is signed
    std::int64_t signature_ms = 10'000;
  } event_store;
  struct {
    std::int64_t delai_etape_ms = 30'000;
    std::int64_t partitions = 1;
  } saga;
  struct {
    std::int64_t lot_max = 512;
    std::int64_t file_max = 10'000;
    std::int64_t bail_ms = 1'200;
  } worker;
  struct {
    std::int64_t intervalle_ms = 5'000;
    std::int64_t acceleration = 1;
  } observer;
  struct {
    std::string otlp_url;  // empty: no span is told
    std::int64_t echantillon_pour_mille = 10;
    std::int64_t file_max = 8192;
  } traces;
  struct {
    std::string niveau = "info";
    std::string format = "auto";
    std::int64_t fichier_ko = 65'536;  // of a file in the data folder, before it is put aside
    std::int64_t fichiers = 5;         // put aside, at most
  } log;
  struct {
    std::int64_t jours = 30;
  } idempotence;

  /// Key -> "fichier config.toml:3", "COMPTOIR_HTTP_PORT", "--port"; absent: the default.
  std::map<std::string, std::string, std::less<>> origins;

  /// The services this process runs, in the order of kServices.
  std::vector<std::string> hosted() const;
  /// Where `service` answers: what was set, else `own_url` when it is hosted here, else its default port on this machine.
  std::string url_of(std::string_view service, std::string_view own_url) const;
  /// Role and database of `service`: "event-store" -> "comptoir_event_store".
  std::string database_of(std::string_view service) const;
  /// One, or a primary and its standbys, in the order they were written.
  std::vector<std::string> postgres_hosts() const;
  /// How libpq reaches it, the one that writes when there are several; `application` is the name its sessions show.
  std::string conninfo_of(std::string_view service, std::string_view application) const;
};

using Settings = std::map<std::string, std::string>;

/// Flag > environment > file > default. `environment`: names as they are (only COMPTOIR_<SECTION>_<KEY> is read; an empty one is
/// as if it were not there, and so is what a container platform makes of a service's name, COMPTOIR_HTTP_PORT=tcp://…);
/// `flags`: key -> value. Throws ConfigError, whose text names the place, the key and the cure.
Config load(const std::optional<std::string>& file, const Settings& environment, const Settings& flags);

/// This process's environment, for load().
Settings process_environment();

/// A file that load() reads back, one comment per key on what it is and where its value came from; secrets are "***".
std::string to_toml(const Config&);

/// All keys as environment variables, secrets included: how a child process receives this configuration.
Settings to_environment(const Config&);

}  // namespace comptoir
