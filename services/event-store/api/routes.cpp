#include "services/event-store/api/routes.hpp"

#include "libs/service/api.hpp"
#include "services/event-store/api/flux.hpp"
#include "services/event-store/api/reads.hpp"
#include "services/event-store/app/json_text.hpp"

namespace comptoir::event_store {
namespace {

std::optional<Instant> horodatage(json::Fields& f) {
  const auto text = f.optional_text("timestamp", 20, 40);
  if (!text) return std::nullopt;
  const auto at = parse_rfc3339(*text);
  if (!at) f.error("timestamp", "date RFC 3339 en UTC attendue");
  return at;
}

std::string event_type(json::Fields& f) {
  auto type = f.text("event_type", 1, 100);
  if (!type.empty() && !bus::is_known_type(type)) f.error("event_type", "type inconnu: voir contracts/README.md");
  return type;
}

std::string data(json::Fields& f) {
  const auto* value = f.any("data");
  if (value && value->is_object()) return json_text(*value);
  f.error("data", value ? "objet JSON attendu" : "champ obligatoire");
  return "{}";
}

// Of what was said, not of how it was spelled: spaces and the order of the fields do not count.
std::string empreinte(const PublierEvenement& e) {
  json::Writer w;
  w.open_array().value(e.event_type).value(e.aggregate_id).value(e.source);
  w.value(e.correlation_id.value_or("")).value(e.horodatage ? format_rfc3339(*e.horodatage) : "");
  w.raw(e.data).close_array();
  return sha256_hex(w.text());
}

std::any publier_evenement(const http::Request& request) {
  auto e = json::read_object(request.body, [](json::Fields& f) {
    return PublierEvenement{f.optional_text("event_id", 1, 100),
                            event_type(f),
                            f.text("aggregate_id", 1, 200),
                            f.text("source", 1, 100),
                            f.optional_text("correlation_id", 1, 200),
                            horodatage(f),
                            data(f),
                            ""};
  });
  e.empreinte = empreinte(e);
  return Message{std::move(e)};
}

}  // namespace

http::Response answer(const Publication& p) {
  if (p.issue == Publication::Issue::contredit)
    return service::conflict("L'événement " + p.event_id + " est déjà au journal avec un autre contenu.",
                             {{"event_id", "déjà pris"}});
  json::Writer w;
  w.open().field("event_id", p.event_id).field("position", p.place.position).field("version", p.place.version).close();
  return service::json_response(p.issue == Publication::Issue::cree ? 201 : 200, std::move(w).text());
}

void add_routes(service::Routes& routes, Attente& attente, Flux& flux) {
  const auto projection = [&attente](const http::Request& r, postgres::Connection& sql) {
    return read_projection(r, sql, attente);
  };
  routes.command("POST", "/events/", publier_evenement);
  routes.query("/events/", read_evenements);
  routes.stream("/events/flux", [&flux](const http::Request& r) { return ouvrir_flux(r, flux); });
  routes.stream("/events/export", [&flux](const http::Request& r) { return ouvrir_export(r, flux); });
  routes.query("/events/projections/{aggregate_id}", projection);
  routes.query("/projections/{aggregate_id}", projection);
}

}  // namespace comptoir::event_store
