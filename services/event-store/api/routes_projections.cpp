#include "libs/service/query_reads.hpp"
#include "services/event-store/api/materialisees.hpp"
#include "services/event-store/app/projections/noms.hpp"

namespace comptoir::event_store::projections {
namespace {

// A list that waits for its projection to have come far enough.
service::Routes::Query avec(Attente& attente,
                            http::Response (*lire)(const http::Request&, postgres::Connection&, Patience&)) {
  return Patience::lecture(attente, lire);
}

using LectureDatee = http::Response (*)(const http::Request&, postgres::Connection&, Patience&, const Delais&);

service::Routes::Query avec(Attente& attente, const Delais& delais, LectureDatee lire) {
  return Patience::lecture(attente, [&delais, lire](const http::Request& r, postgres::Connection& sql, Patience& p) {
    return lire(r, sql, p, delais);
  });
}

Demande demande(Demande::Quoi quoi, const http::Request& request) {
  return {quoi, request.params.at("nom"), service::query_bool(request, "accepter_difference").value_or(false)};
}

// On the HTTP thread: it only passes the question on.
http::Handler demander(Atelier& atelier, Demande::Quoi quoi) {
  return [&atelier, quoi](http::Request request, http::Responder respond) {
    if (!est_projection(request.params.at("nom")))
      return respond(service::not_found("La projection " + request.params.at("nom")));
    try {
      service::refuse_unknown_query(request, {"accepter_difference"});
      const auto d = demande(quoi, request);
      atelier.demander(d, [d, respond](const Issue& issue) { respond(reponse(d, issue)); });
    } catch (service::Refusal& r) {
      respond(std::move(r.response));
    }
  };
}

}  // namespace

void add_routes(service::Routes& routes, Atelier& atelier, Attente& attente, const Delais& delais) {
  routes.query("/api/projections", lister_projections);
  routes.query("/api/projections/commandes", avec(attente, lister_commandes));
  routes.query("/api/projections/sagas", avec(attente, delais, lister_sagas));
  routes.query("/api/projections/sagas/{commande_id}", avec(attente, delais, lire_saga));
  routes.query("/api/projections/ventes", avec(attente, lister_ventes));
  routes.query("/api/projections/stock", avec(attente, lister_stock));
  routes.query("/api/projections/soldes", avec(attente, lister_soldes));
  routes.raw("POST", "/api/projections/{nom}/reconstruction", demander(atelier, Demande::Quoi::reconstruire));
  routes.raw("POST", "/api/projections/{nom}/retour", demander(atelier, Demande::Quoi::revenir));
  routes.raw("POST", "/api/projections/{nom}/reprise", demander(atelier, Demande::Quoi::reprendre));
}

}  // namespace comptoir::event_store::projections
