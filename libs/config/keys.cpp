#include "libs/config/keys.hpp"

#include <charconv>
#include <numeric>

#include "libs/base/error.hpp"
#include "libs/base/nearest.hpp"

namespace comptoir {
namespace {

#define COMPTOIR_AT(member) +[](Config& c) -> auto& { return c.member; }
#define COMPTOIR_URL(service)                                                                        \
  Key {                                                                                              \
    "urls." service, "adresse de " service "; vide : ce processus, ou le port par défaut", TextKey { \
      +[](Config& c) -> std::string& { return c.urls[service]; }                                     \
    }                                                                                                \
  }

std::vector<Key> make_keys() {
  return {
      {"services", "services de ce processus : all, ou une liste (panier,stock)", TextKey{COMPTOIR_AT(services)}},
      {"http.host", "adresse d'écoute", TextKey{COMPTOIR_AT(http.host)}},
      {"http.port", "port d'écoute ; 0 : un port libre", NumberKey{COMPTOIR_AT(http.port), 0, 65'535}},
      {"http.annonce", "où les autres instances joignent celle-ci, http://hôte:port ; vide : http.host et http.port",
       TextKey{COMPTOIR_AT(http.annonce)}},
      {"http.hotes", "noms d'hôte, séparés par des virgules, sous lesquels on nous demande aussi (en-tête Host)",
       TextKey{COMPTOIR_AT(http.hotes)}},
      {"http.origines", "origines acceptées en plus de la nôtre, https://nom[:port], séparées par des virgules",
       TextKey{COMPTOIR_AT(http.origines)}},
      {"http.mandataires",
       "adresses ou réseaux (10.0.0.0/8) des mandataires dont X-Forwarded-For compte, séparés par des virgules",
       TextKey{COMPTOIR_AT(http.mandataires)}},
      {"http.connexions_max", "connexions de clients, au plus ; moins si les descripteurs manquent",
       NumberKey{COMPTOIR_AT(http.connexions_max), 1, 1'000'000}},
      {"http.connexions_par_adresse", "connexions d'une adresse, au plus, mandataires exceptés ; 0 : la moitié",
       NumberKey{COMPTOIR_AT(http.connexions_par_adresse), 0, 1'000'000}},
      {"postgres.host",
       "dossier du socket unix, ou nom d'hôte ; plusieurs, séparés par des virgules : un primaire et ses secondaires",
       TextKey{COMPTOIR_AT(postgres.host)}},
      {"postgres.port", "port, le même partout", NumberKey{COMPTOIR_AT(postgres.port), 1, 65'535}},
      {"postgres.user_prefix", "rôle et base d'un service : préfixe + nom du service",
       TextKey{COMPTOIR_AT(postgres.user_prefix)}},
      {"postgres.password", "mot de passe des rôles", TextKey{COMPTOIR_AT(postgres.password)}, true},
      {"postgres.sslmode", "chiffrement d'une connexion par le réseau, comme l'entend libpq",
       TextKey{COMPTOIR_AT(postgres.sslmode), {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}}},
      {"postgres.sslrootcert", "fichier des autorités qui signent le certificat du serveur ; vide : aucun",
       TextKey{COMPTOIR_AT(postgres.sslrootcert)}},
      {"postgres.sslcert", "fichier de notre certificat ; vide : aucun", TextKey{COMPTOIR_AT(postgres.sslcert)}},
      {"postgres.sslkey", "fichier de sa clé ; vide : aucun", TextKey{COMPTOIR_AT(postgres.sslkey)}},
      {"redis.socket", "chemin du socket unix ; vide : redis.host et redis.port", TextKey{COMPTOIR_AT(redis.socket)}},
      {"redis.host", "nom d'hôte", TextKey{COMPTOIR_AT(redis.host)}},
      {"redis.port", "port", NumberKey{COMPTOIR_AT(redis.port), 1, 65'535}},
      {"bus.cle",
       "secret commun aux services, qui scelle les entrées des flux ; vide : aucune n'est crue, les journaux sont lus",
       TextKey{COMPTOIR_AT(bus.cle)}, true},
      COMPTOIR_URL("produits"),
      COMPTOIR_URL("magasins"),
      COMPTOIR_URL("client"),
      COMPTOIR_URL("stock"),
      COMPTOIR_URL("panier"),
      COMPTOIR_URL("ventes"),
      COMPTOIR_URL("event-store"),
      {"stock.delai_reservation_ms", "vie d'une réservation qui attend son paiement, en ms",
       NumberKey{COMPTOIR_AT(stock.delai_reservation_ms), 100, 86'400'000}},
      {"event_store.partition", "événements par partition du journal global",
       NumberKey{COMPTOIR_AT(event_store.partition), 1'000, 1'000'000'000}},
      {"event_store.dossier_audit", "dossier des têtes signées du journal, hors de la base ; vide : aucune",
       TextKey{COMPTOIR_AT(event_store.dossier_audit)}},
      {"event_store.signature_ms", "entre deux têtes signées, au moins, en ms",
       NumberKey{COMPTOIR_AT(event_store.signature_ms), 10, 86'400'000}},
      {"saga.delai_etape_ms", "d'une étape d'une commande, avant qu'elle soit en retard, en ms",
       NumberKey{COMPTOIR_AT(saga.delai_etape_ms), 100, 86'400'000}},
      {"saga.partitions", "partitions entre lesquelles les clients sont répartis ; fixé au premier démarrage",
       NumberKey{COMPTOIR_AT(saga.partitions), 1, kMaxPartitions}},
      {"worker.lot_max", "événements par transaction, au plus", NumberKey{COMPTOIR_AT(worker.lot_max), 1, 10'000}},
      {"worker.file_max", "commandes en attente, au plus ; au-delà 503",
       NumberKey{COMPTOIR_AT(worker.file_max), 1, 1'000'000}},
      {"worker.bail_ms", "silence d'une instance, en ms, après lequel sa partition va à une autre",
       NumberKey{COMPTOIR_AT(worker.bail_ms), 500, 60'000}},
      {"observer.intervalle_ms", "entre deux lectures de Prometheus, en ms",
       NumberKey{COMPTOIR_AT(observer.intervalle_ms), 100, 60'000}},
      {"observer.acceleration", "pour les essais : divise les durées des règles d'alerte",
       NumberKey{COMPTOIR_AT(observer.acceleration), 1, 1'000}},
      {"traces.otlp_url", "collecteur OTLP/HTTP, http://hôte:4318 ; vide : aucune trace",
       TextKey{COMPTOIR_AT(traces.otlp_url)}},
      {"traces.echantillon_pour_mille", "traces gardées sur 1000 de celles qui naissent ici",
       NumberKey{COMPTOIR_AT(traces.echantillon_pour_mille), 0, 1'000}},
      {"traces.file_max", "spans en attente du collecteur, au plus ; au-delà ils sont perdus et comptés",
       NumberKey{COMPTOIR_AT(traces.file_max), 1, 1'000'000}},
      {"log.niveau", "debug, info, warn ou error",
       TextKey{COMPTOIR_AT(log.niveau), {"debug", "info", "warn", "error"}}},
      {"log.format", "json, lisible ou auto", TextKey{COMPTOIR_AT(log.format), {"json", "lisible", "auto"}}},
      {"log.fichier_ko", "taille d'un fichier de logs/, en Kio, au-delà de laquelle il est mis de côté",
       NumberKey{COMPTOIR_AT(log.fichier_ko), 64, 16'777'216}},
      {"log.fichiers", "fichiers mis de côté par journal, au plus", NumberKey{COMPTOIR_AT(log.fichiers), 1, 100}},
      {"idempotence.jours", "jours pendant lesquels la réponse donnée à une clé d'idempotence est gardée",
       NumberKey{COMPTOIR_AT(idempotence.jours), 1, 3'650}},
  };
}

#undef COMPTOIR_AT
#undef COMPTOIR_URL

[[noreturn]] void refuse(const Key& key, std::string_view value, const std::string& where, const std::string& cure) {
  const std::string shown = key.secret ? "***" : std::string(value);
  throw ConfigError("valeur refusée `" + shown + "` pour `" + key.name + "` (" + where + "). " + cure);
}

std::string joined(const std::vector<std::string_view>& words) {
  std::string text;
  for (auto w : words) text.append(text.empty() ? "" : ", ").append(w);
  return text;
}

}  // namespace

std::string_view Key::section() const {
  const auto dot = name.find('.');
  return dot == std::string::npos ? std::string_view() : std::string_view(name).substr(0, dot);
}

std::string Key::variable() const {
  std::string text = "COMPTOIR_" + name;
  for (auto& c : text)
    c = (c == '.' || c == '-') ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

std::string Key::text(const Config& config) const {
  auto& c = const_cast<Config&>(config);  // `at` only finds the member; nothing is written here
  if (const auto* number = std::get_if<NumberKey>(&kind)) return std::to_string(number->at(c));
  return std::get<TextKey>(kind).at(c);
}

void Key::set(Config& config, std::string_view value, const std::string& where) const {
  if (const auto* number = std::get_if<NumberKey>(&kind)) {
    std::int64_t n = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), n);
    const bool whole = error == std::errc() && end == value.data() + value.size() && !value.empty();
    if (!whole || n < number->min || n > number->max)
      refuse(*this, value, where,
             "Donnez un entier de " + std::to_string(number->min) + " à " + std::to_string(number->max) + ".");
    number->at(config) = n;
  } else {
    const auto& text_key = std::get<TextKey>(kind);
    if (!text_key.choices.empty() && std::ranges::find(text_key.choices, value) == text_key.choices.end())
      refuse(*this, value, where, "Choisissez parmi : " + joined(text_key.choices) + ".");
    text_key.at(config) = value;
  }
  config.origins[name] = where;
}

const std::vector<Key>& keys() {
  static const auto table = make_keys();
  return table;
}

const Key* find_key(std::string_view name) {
  const auto it = std::ranges::find(keys(), name, &Key::name);
  return it == keys().end() ? nullptr : &*it;
}

std::optional<std::string> nearest_key(std::string_view name) {
  const auto best = std::ranges::min_element(keys(), {}, [&](const Key& k) { return edits(name, k.name); });
  if (edits(name, best->name) > std::max<std::size_t>(3, name.size() * 2 / 5)) return std::nullopt;
  return best->name;
}

}  // namespace comptoir
