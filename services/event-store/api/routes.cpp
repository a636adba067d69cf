#include "services/event-store/api/routes.hpp"

#include "libs/service/api.hpp"
#include "services/event-store/api/flux.hpp"
#include "services/event-store/api/reads.hpp"
#include "services/event-store/app/json_text.hpp"
#include "services/event-store/domain/identifiant.hpp"

namespace comptoir::event_store {
namespace {

constexpr std::size_t kMaxEvenements = 1000;  // of one request
constexpr std::size_t kMaxCourt = 100;        // characters of a source, of an event's id and type

// The path of a field: in a list, with the event's place in it.
std::string champ(std::size_t i, bool en_liste, const std::string& nom) {
  return en_liste ? "[" + std::to_string(i) + "]." + nom : nom;
}

std::optional<Instant> horodatage(json::Fields& f) {
  const auto text = f.optional_text("timestamp", 20, 40);
  if (!text) return std::nullopt;
  const auto at = parse_rfc3339(*text);
  if (!at) f.error("timestamp", "date RFC 3339 en UTC attendue");
  // As its envelope will say it.
  return at ? std::optional<Instant>(std::chrono::floor<std::chrono::milliseconds>(*at)) : std::nullopt;
}

// "" was refused already.
std::string identifiant(json::Fields& f, const char* champ, std::string id) {
  if (!id.empty() && !est_identifiant(id)) f.error(champ, "de la forme " + std::string(kFormeIdentifiant) + " attendu");
  return id;
}

std::optional<std::string> event_id(json::Fields& f) {
  auto id = f.optional_text("event_id", 1, kMaxCourt);
  if (id) identifiant(f, "event_id", *id);
  if (id && est_mot_de_route(*id))
    f.error("event_id", "ce mot est un chemin de l'API, aucun événement ne peut le porter");
  return id;
}

std::string event_type(json::Fields& f) {
  auto type = f.text("event_type", 1, kMaxCourt);
  if (!type.empty() && !bus::is_known_type(type)) f.error("event_type", "type inconnu: voir contracts/README.md");
  return type;
}

std::string data(json::Fields& f) {
  const auto* value = f.any("data");
  if (value && !est_affichable(*value))
    f.error("data", "textes sans autre caractère de contrôle que fins de ligne et tabulations attendus");
  if (value && value->is_object()) return json_text(*value);
  f.error("data", value ? "objet JSON attendu" : "champ obligatoire");
  return "{}";
}

// A number, or one of three words; in what nobody says, anything goes.
Attendu attendu(json::Fields& f) {
  using Regle = Attendu::Regle;
  const auto* value = f.any("expected_version");
  if (!value || *value == "indifferent") return {};
  if (*value == "aucune") return {Regle::aucune};
  if (*value == "existe") return {Regle::existe};
  if (const auto version = json::whole(*value); version && *version >= 0) return {Regle::exactement, *version};
  f.error("expected_version", "entier positif ou nul, ou \"aucune\", \"existe\", \"indifferent\" attendu");
  return {};
}

// Of what was said, not of how it was spelled: spaces and the order of the fields do not count.
std::string empreinte(const EvenementPublie& e) {
  json::Writer w;
  w.open_array().value(e.event_type).value(e.aggregate_id).value(e.source);
  w.value(e.correlation_id.value_or("")).value(e.horodatage ? format_rfc3339(*e.horodatage) : "");
  w.raw(e.data).close_array();
  return sha256_hex(w.text());
}

EvenementPublie evenement(json::Fields& f) {
  EvenementPublie e;
  e.event_id = event_id(f);
  e.event_type = event_type(f);
  e.aggregate_id = identifiant(f, "aggregate_id", f.text("aggregate_id", 1, kMaxIdentifiant));
  e.source = identifiant(f, "source", f.text("source", 1, kMaxCourt));
  if (const auto id = f.optional_text("correlation_id", 1, kMaxIdentifiant))
    e.correlation_id = identifiant(f, "correlation_id", *id);
  e.horodatage = horodatage(f);
  e.data = data(f);
  e.attendu = attendu(f);
  e.empreinte = empreinte(e);
  return e;
}

void refuse_twins(const std::vector<EvenementPublie>& evenements, std::vector<json::FieldError>& errors) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < evenements.size(); ++i)
    if (evenements[i].event_id && !seen.insert(*evenements[i].event_id).second)
      errors.push_back({champ(i, true, "event_id"), "déjà dans cette demande"});
}

std::any publier_evenements(const http::Request& request) {
  const auto body = json::parse(request.body);
  const auto* liste = body.if_array();
  if (liste && (liste->empty() || liste->size() > kMaxEvenements))
    throw json::Invalid({{"", "1 à " + std::to_string(kMaxEvenements) + " événements attendus"}});
  Publier demande;
  demande.en_liste = liste != nullptr;
  std::vector<json::FieldError> errors;
  for (std::size_t i = 0; i < (liste ? liste->size() : 1); ++i) {
    json::Fields f(liste ? (*liste)[i] : body, errors, champ(i, demande.en_liste, ""));
    demande.evenements.push_back(evenement(f));
    f.refuse_unknown();
  }
  refuse_twins(demande.evenements, errors);
  if (!errors.empty()) throw json::Invalid(std::move(errors));
  return Message{std::move(demande)};
}

void write_inscrit(json::Writer& w, const Publication::Inscrit& i) {
  w.open().field("event_id", i.event_id).field("position", i.place.position).field("version", i.place.version).close();
}

http::Response contradiction(const Publier& demande, const Publication& p) {
  const auto& id = demande.evenements[p.coupable].event_id;
  return service::conflict(id ? "L'événement " + *id +
                                    " est déjà au journal avec un autre contenu, ou n'y est pas avec "
                                    "les autres de la demande."
                              : "Une partie seulement de la demande est déjà au journal.",
                           {{champ(p.coupable, demande.en_liste, "event_id"), "déjà pris"}});
}

http::Response conflit(const Publier& demande, const Publication& p) {
  const auto& e = demande.evenements[p.coupable];
  return http::problem(
      409, "Conflit de version",
      "L'agrégat " + e.aggregate_id + " est à la version " + std::to_string(p.courante) + "; rien n'a été écrit.",
      {{champ(p.coupable, demande.en_liste, "expected_version"), "ne tient pas"}}, {},
      {{"version_courante", p.courante}});
}

http::Response reserve(const Publier& demande, const Publication& p) {
  return http::problem(409, "Agrégat d'un service",
                       "L'agrégat " + demande.evenements[p.coupable].aggregate_id +
                           " est celui d'un service, qui seul en dit les événements; rien n'a été écrit.",
                       {{champ(p.coupable, demande.en_liste, "aggregate_id"), "tenu par un service"}});
}

}  // namespace

http::Response answer(const Publier& demande, const Publication& p) {
  if (p.issue == Publication::Issue::contredit) return contradiction(demande, p);
  if (p.issue == Publication::Issue::conflit) return conflit(demande, p);
  if (p.issue == Publication::Issue::reserve) return reserve(demande, p);
  json::Writer w;
  if (!demande.en_liste) {
    write_inscrit(w, p.inscrits.front());
  } else {
    w.open().key("evenements").open_array();
    for (const auto& i : p.inscrits) write_inscrit(w, i);
    w.close_array().close();
  }
  return service::json_response(p.issue == Publication::Issue::cree ? 201 : 200, std::move(w).text());
}

void add_routes(service::Routes& routes, Attente& attente, Flux& flux) {
  const auto projection = Patience::lecture(attente, read_projection);
  routes.command("POST", "/events/", publier_evenements);
  routes.query("/events/", read_evenements);
  routes.query("/events/{event_id}", read_evenement);
  routes.stream("/events/flux", [&flux](const http::Request& r) { return ouvrir_flux(r, flux); });
  routes.stream("/events/export", [&flux](const http::Request& r) { return ouvrir_export(r, flux); });
  routes.query("/events/projections/{aggregate_id}", projection);
  routes.query("/projections/{aggregate_id}", projection);
  routes.query("/events/projections/{aggregate_id}/diff", read_difference);
}

}  // namespace comptoir::event_store
