#include "libs/bus/envelope.hpp"
#include "libs/service/api.hpp"
#include "services/event-store/api/reads.hpp"
#include "services/event-store/app/faits.hpp"

namespace comptoir::event_store {
namespace {

using std::chrono::steady_clock;

constexpr std::int64_t kPage = 1000;  // events of an aggregate read at a time

// Calls `each(event_type, data)` for every event of the aggregate, in order; `data` as its newest version has it.
template <class Each>
void for_each_event(postgres::Connection& sql, const std::string& aggregate_id, Each each) {
  for (std::int64_t version = 0;;) {
    const auto rows = sql.run(
        "SELECT version, event_type, enveloppe FROM evenements WHERE aggregate_id = $1 AND version > $2 "
        "ORDER BY version LIMIT $3",
        {aggregate_id, version, kPage});
    for (int i = 0; i < rows.rows(); ++i) each(rows.string(i, 1), bus::decode(rows.text(i, 2)).data);
    if (rows.rows() < kPage) return;
    version = rows.integer(rows.rows() - 1, 0);
  }
}

std::string json_of(const ProjectionCommande& p) {
  json::Writer w;
  w.open().key("client_id");
  if (p.client_id)
    w.value(*p.client_id);
  else
    w.null();
  w.key("produits").open_array();
  for (const auto& [produit_id, quantite, sous_total] : p.produits)
    w.open().field("produit_id", produit_id).field("quantite", quantite).money("sous_total", sous_total).close();
  w.close_array().key("total");
  if (p.total)
    w.money(*p.total);
  else
    w.null();
  w.key("statut");
  if (p.statut.empty())
    w.null();
  else
    w.value(p.statut);
  w.close();
  return std::move(w).text();
}

std::string json_of(const ProjectionLibre& p) {
  json::Writer w;
  w.open();
  for (const auto& [nom, json] : p.champs)
    if (nom != "statut") w.key(nom).raw(json);
  w.field("statut", p.statut).close();
  return std::move(w).text();
}

struct Etat {
  http::Response response;
  bool terminee = false;
};

http::Response response(const std::string& aggregate_id, bool connu, std::string body) {
  return connu ? service::json_response(200, std::move(body)) : service::not_found("L'agrégat " + aggregate_id);
}

Etat commande(postgres::Connection& sql, const std::string& aggregate_id) {
  ProjectionCommande projection;
  std::vector<std::string> types;
  for_each_event(sql, aggregate_id, [&](std::string type, const boost::json::value& data) {
    appliquer(projection, fait_commande(type, data));
    types.push_back(std::move(type));
  });
  return {response(aggregate_id, !types.empty(), json_of(projection)), est_terminee(types)};
}

// Nothing to wait for: only an order comes to an end.
Etat libre(postgres::Connection& sql, const std::string& aggregate_id) {
  ProjectionLibre projection;
  for_each_event(sql, aggregate_id, [&](const std::string& type, const boost::json::value& data) {
    appliquer(projection, type, champs(data));
  });
  return {response(aggregate_id, !projection.statut.empty(), json_of(projection)), true};
}

Etat etat(postgres::Connection& sql, const std::string& aggregate_id) {
  return est_commande(aggregate_id) ? commande(sql, aggregate_id) : libre(sql, aggregate_id);
}

}  // namespace

http::Response read_projection(const http::Request& request, postgres::Connection& sql, Attente& attente) {
  const auto& aggregate_id = request.params.at("aggregate_id");
  const auto ms = service::query_int(request, "attendre_ms", 0, kMaxAttente).value_or(0);
  if (ms == 0) return etat(sql, aggregate_id).response;
  const auto deadline = steady_clock::now() + std::chrono::milliseconds(ms);
  Attente::Guichet guichet(attente, aggregate_id);
  for (;;) {
    auto present = etat(sql, aggregate_id);
    if (present.terminee || !guichet.wait_until(deadline)) return present.response;
  }
}

}  // namespace comptoir::event_store
