#include "libs/config/config.hpp"

#include <arpa/inet.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <set>
#include <sstream>

#include "libs/base/error.hpp"
#include "libs/config/keys.hpp"
#include "libs/json/writer.hpp"

namespace comptoir {
namespace {

[[noreturn]] void refuse_unknown(std::string_view name, const std::string& where) {
  const auto near = nearest_key(name);
  const auto cure =
      near ? " Vouliez-vous dire `" + *near + "` ?" : std::string(" `comptoir config` les montre toutes.");
  throw ConfigError("clé inconnue `" + std::string(name) + "` (" + where + ")." + cure);
}

std::string place(const std::string& file, const toml::source_region& source) {
  return file + ":" + std::to_string(source.begin.line);
}

std::string scalar_text(const toml::node& node, std::string_view name, const Key& key, const std::string& where) {
  const bool wants_number = std::holds_alternative<NumberKey>(key.kind);
  if (wants_number && node.is_integer()) return std::to_string(node.as_integer()->get());
  if (!wants_number && node.is_string()) return node.as_string()->get();
  throw ConfigError("type refusé pour `" + std::string(name) + "` (" + where + "). Donnez " +
                    (wants_number ? "un entier, sans guillemets." : "un texte entre guillemets."));
}

void read_table(Config& config, const toml::table& table, const std::string& prefix, const std::string& file) {
  for (const auto& [short_name, node] : table) {
    const std::string name = prefix + std::string(short_name.str());
    const auto where = place(file, short_name.source());
    if (const auto* inner = node.as_table()) {
      if (inner->empty() && !prefix.empty()) refuse_unknown(name, where);
      read_table(config, *inner, name + ".", file);
      continue;
    }
    const Key* key = find_key(name);
    if (!key) refuse_unknown(name, where);
    key->set(config, scalar_text(node, name, *key, where), where);
  }
}

void read_file(Config& config, const std::string& file) {
  if (access(file.c_str(), R_OK) != 0)
    throw ConfigError("fichier de configuration illisible : " + file + ". Vérifiez le chemin et les droits.");
  try {
    read_table(config, toml::parse_file(file), "", file);
  } catch (const toml::parse_error& e) {
    throw ConfigError("TOML invalide (" + place(file, e.source()) + ") : " + std::string(e.description()) + ".");
  }
}

bool has_section_prefix(std::string_view variable) {
  return std::ranges::any_of(keys(), [&](const Key& k) {
    const auto whole = k.variable();
    return !k.section().empty() &&
           variable.starts_with(whole.substr(0, std::size("COMPTOIR_") - 1 + k.section().size() + 1));
  });
}

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// "8090_TCP", "8090_TCP_ADDR".
bool is_endpoint(std::string_view text) {
  const auto word = text.substr(0, text.find('_'));
  const auto rest = text.substr(word.size());
  return is_number(word) && (rest.starts_with("_TCP") || rest.starts_with("_UDP") || rest.starts_with("_SCTP"));
}

/// Kubernetes and Docker's links tell every process of every service beside it: of one named comptoir-http,
/// COMPTOIR_HTTP_PORT=tcp://10.0.0.1:80, COMPTOIR_HTTP_SERVICE_HOST, COMPTOIR_HTTP_PORT_80_TCP_ADDR, COMPTOIR_HTTP_NAME=/a/b.
bool is_of_a_platform(std::string_view variable, std::string_view value) {
  constexpr std::string_view kPort = "_PORT", kService = "_SERVICE_PORT", kLinked = "_ENV_";
  if (variable.ends_with(kPort) &&
      (value.starts_with("tcp://") || value.starts_with("udp://") || value.starts_with("sctp://")))
    return true;
  if (variable.ends_with("_SERVICE_HOST") || variable.ends_with(kService)) return true;
  if (variable.find("_SERVICE_PORT_") != variable.npos || variable.find(kLinked) != variable.npos) return true;
  if (variable.ends_with("_NAME") && value.starts_with('/')) return true;
  for (auto at = variable.find("_PORT_"); at != variable.npos; at = variable.find("_PORT_", at + 1))
    if (is_endpoint(variable.substr(at + std::size("_PORT_") - 1))) return true;
  return false;
}

/// COMPTOIR_POSTGRES_HOTS is a mistake; COMPTOIR_DATA_DIR and the like belong to others.
void read_environment(Config& config, const Settings& environment) {
  for (const auto& [variable, value] : environment) {
    if (value.empty() || is_of_a_platform(variable, value)) continue;
    const auto key = std::ranges::find(keys(), variable, &Key::variable);
    if (key != keys().end())
      key->set(config, value, variable);
    else if (has_section_prefix(variable)) {
      std::string name = variable.substr(std::size("COMPTOIR_") - 1);
      std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      name[name.find('_')] = '.';
      refuse_unknown(name, "variable " + variable);
    }
  }
}

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> words;
  std::istringstream in{std::string(list)};
  for (std::string word; std::getline(in, word, ',');) {
    std::erase(word, ' ');
    if (!word.empty()) words.push_back(word);
  }
  return words;
}

void check_services(const Config& config) {
  if (config.services == "all") return;
  const auto words = split(config.services);
  const auto origin = config.origins.contains("services") ? config.origins.at("services") : "défaut";
  for (const auto& word : words)
    if (std::ranges::find(kServices, word, &ServiceName::name) == std::end(kServices))
      throw ConfigError("service inconnu `" + word + "` dans `services` (" + origin +
                        "). Choisissez parmi : all, produits, magasins, client, stock, panier, ventes, event-store.");
  if (words.empty())
    throw ConfigError("`services` est vide (" + origin + "). Écrivez all, ou une liste comme panier,stock.");
}

// libpq takes an empty name for a default server, and would look at one named twice as at two.
void check_postgres_hosts(const Config& config) {
  constexpr std::size_t kMost = 8;
  const auto hosts = config.postgres_hosts();
  const std::set<std::string> different(hosts.begin(), hosts.end());
  if (!different.contains("") && different.size() == hosts.size() && hosts.size() <= kMost) return;
  throw ConfigError("valeur refusée `" + config.postgres.host + "` pour `postgres.host` (" +
                    config.origins.at("postgres.host") + "). Donnez un hôte, ou de 2 à " + std::to_string(kMost) +
                    " hôtes différents séparés par des virgules, sans en laisser de vide.");
}

constexpr std::size_t kLongest = 63;

[[noreturn]] void refuse_listening(const Config& config, const std::string& cure) {
  const auto origin = config.origins.find("http.host");
  throw ConfigError("valeur refusée `" + config.http.host + "` pour `http.host` (" +
                    (origin == config.origins.end() ? "défaut" : origin->second) + "). " + cure);
}

/// A name or an address, of which URLs are made.
void check_listening(const Config& config) {
  const auto& host = config.http.host;
  const auto letter = [](unsigned char c) { return std::isalnum(c) || c == '.' || c == '-' || c == '_'; };
  in6_addr address;
  if (host.find('%') != host.npos)
    refuse_listening(config,
                     "Une adresse de lien local avec sa zone n'a pas d'URL ; donnez une autre adresse, ou `::`.");
  if (host.empty() || (!std::ranges::all_of(host, letter) && inet_pton(AF_INET6, host.c_str(), &address) != 1))
    refuse_listening(config, "Donnez un nom d'hôte ou une adresse, sans crochets : 127.0.0.1, 0.0.0.0, ::1, `::`.");
  if (config.http.annonce.empty() && host.size() + std::size("http://[]:65535") - 1 > kLongest)
    refuse_listening(config, "Elle est trop longue pour être annoncée aux autres : donnez aussi `http.annonce`.");
}

// Others read it as the name of our session with PostgreSQL, which keeps no more than that.
void check_announced(const Config& config) {
  const auto& url = config.http.annonce;
  if (url.empty() || (url.starts_with("http://") && url.size() <= kLongest)) return;
  throw ConfigError("valeur refusée `" + url + "` pour `http.annonce` (" + config.origins.at("http.annonce") +
                    "). Donnez http://hôte:port, en " + std::to_string(kLongest) + " caractères au plus.");
}

/// A JSON string is a TOML basic string.
std::string quoted(std::string_view text) {
  std::string out;
  json::append_quoted(out, text);
  return out;
}

std::string shown(const Key& key, const Config& config) {
  if (std::holds_alternative<NumberKey>(key.kind)) return key.text(config);
  const auto text = key.text(config);
  return quoted(key.secret && !text.empty() ? "***" : text);
}

std::string trimmed(std::string_view text) {
  const auto begin = std::min(text.find_first_not_of(' '), text.size());
  return std::string(text.substr(begin, text.find_last_not_of(' ') + 1 - begin));
}

// Said instead of an empty name, for which libpq would look in the home of whoever runs us. A file that is not there is no error.
constexpr const char* kNoFile = "/dev/null/aucun";

// A value of a libpq connection string.
std::string conninfo_value(std::string_view value) {
  std::string out = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

}  // namespace

std::vector<std::string> Config::hosted() const {
  const auto wanted = split(services);
  std::vector<std::string> names;
  for (const auto& s : kServices)
    if (services == "all" || std::ranges::find(wanted, s.name) != wanted.end()) names.emplace_back(s.name);
  return names;
}

std::string Config::url_of(std::string_view service, std::string_view own_url) const {
  if (const auto set = urls.find(service); set != urls.end() && !set->second.empty()) return set->second;
  const auto here = hosted();
  if (std::ranges::find(here, service) != here.end()) return std::string(own_url);
  const auto known = std::ranges::find(kServices, service, &ServiceName::name);
  if (known == std::end(kServices)) throw ConfigError("service inconnu `" + std::string(service) + "`");
  return "http://127.0.0.1:" + std::to_string(known->port);
}

std::string Config::database_of(std::string_view service) const {
  std::string name = postgres.user_prefix + std::string(service);
  std::ranges::replace(name, '-', '_');
  return name;
}

std::vector<std::string> Config::postgres_hosts() const {
  std::vector<std::string> hosts;
  std::string_view rest = postgres.host;
  for (auto comma = rest.find(','); comma != std::string_view::npos; comma = rest.find(',')) {
    hosts.push_back(trimmed(rest.substr(0, comma)));
    rest.remove_prefix(comma + 1);
  }
  hosts.push_back(trimmed(rest));
  return hosts;
}

std::string Config::conninfo_of(std::string_view service, std::string_view application) const {
  const auto database = conninfo_value(database_of(service));
  std::string hosts;
  for (const auto& host : postgres_hosts()) hosts.append(hosts.empty() ? "" : ",").append(host);
  std::string text = "host=" + conninfo_value(hosts) + " port=" + std::to_string(postgres.port) + " user=" + database +
                     " dbname=" + database + " connect_timeout=5 application_name=" + conninfo_value(application);
  text.append(" client_encoding=UTF8 options=").append(conninfo_value(kSessionOptions));
  const auto file = [&](std::string_view name, const std::string& path) {
    text.append(" ").append(name).append("=").append(conninfo_value(path.empty() ? kNoFile : path));
  };
  text.append(" gssencmode=disable sslmode=").append(postgres.sslmode);
  file("sslrootcert", postgres.sslrootcert);
  file("sslcert", postgres.sslcert);
  file("sslkey", postgres.sslkey);
  file("passfile", "");
  if (postgres_hosts().size() > 1) text += " target_session_attrs=read-write";
  if (!postgres.password.empty()) text += " password=" + conninfo_value(postgres.password);
  return text;
}

Config load(const std::optional<std::string>& file, const Settings& environment, const Settings& flags) {
  Config config;
  if (file) read_file(config, *file);
  read_environment(config, environment);
  for (const auto& [name, value] : flags) {
    const Key* key = find_key(name);
    if (!key) refuse_unknown(name, "option --set");
    key->set(config, value, "option " + name);
  }
  check_services(config);
  check_listening(config);
  check_announced(config);
  check_postgres_hosts(config);
  return config;
}

Settings process_environment() {
  Settings all;
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view text(*entry);
    if (const auto equals = text.find('='); equals != std::string_view::npos)
      all.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return all;
}

std::string to_toml(const Config& config) {
  std::string out, section;
  for (const auto& key : keys()) {
    if (key.section() != section) out.append("\n[").append(section = key.section()).append("]\n");
    const auto origin = config.origins.find(key.name);
    const auto short_name = section.empty() ? key.name : key.name.substr(section.size() + 1);
    out.append("# ").append(key.doc).append(". Vient de : ");
    out.append(origin == config.origins.end() ? "défaut" : origin->second).append(".\n");
    out.append(short_name).append(" = ").append(shown(key, config)).append("\n");
  }
  return out;
}

Settings to_environment(const Config& config) {
  Settings all;
  for (const auto& key : keys()) all[key.variable()] = key.text(config);
  return all;
}

}  // namespace comptoir
