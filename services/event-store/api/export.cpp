#include "libs/service/api.hpp"
#include "services/event-store/api/flux.hpp"
#include "services/event-store/api/flux_requete.hpp"

namespace comptoir::event_store {

http::Response ouvrir_export(const http::Request& request, Flux& flux) {
  const auto apres = apres_de(request).value_or(0);
  const auto jusque = service::query_int(request, "jusque", 0, INT64_MAX);
  auto ouverture = flux.exporter(request.client, filtre_de(request), apres, jusque);
  exiger_place(ouverture.refus);
  return en_flux(std::move(ouverture), "application/x-ndjson");
}

}  // namespace comptoir::event_store
