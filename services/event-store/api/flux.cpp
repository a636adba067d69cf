#include "services/event-store/api/flux.hpp"

#include "libs/service/api.hpp"
#include "services/event-store/api/flux_requete.hpp"

namespace comptoir::event_store {
namespace {

// A browser that comes back repeats its first URL: what it says that it has seen goes before what it asked for then.
std::optional<std::int64_t> dernier_vu(const http::Request& request) {
  const auto demande = apres_de(request);
  const auto dit = request.headers.find("last-event-id");
  if (dit == request.headers.end()) return demande;
  http::Request autre;
  autre.query["Last-Event-ID"] = dit->second;
  return service::query_int(autre, "Last-Event-ID", 0, INT64_MAX);
}

}  // namespace

http::Response ouvrir_flux(const http::Request& request, Flux& flux) {
  const auto apres = dernier_vu(request);
  auto ouverture = flux.lire(request.client, filtre_de(request), apres);
  exiger_place(ouverture.refus);
  return en_flux(std::move(ouverture), "text/event-stream");
}

}  // namespace comptoir::event_store
