#include "services/event-store/api/materialisees.hpp"
#include "services/event-store/api/vue.hpp"
#include "services/event-store/app/projections/en_retard.hpp"
#include "services/event-store/domain/projections/etapes.hpp"

namespace comptoir::event_store::projections {
namespace {

constexpr std::int64_t kMaxRetard = 366 * 86'400;  // seconds

const std::string kChoisirSagas =
    "SELECT commande_id, client_id, magasin_id, attendue, service, depuis, echeance, debut, fin FROM ";

std::int64_t duree_ms(Instant de, Instant a) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(a - de).count();
}

std::optional<std::int64_t> duree_ms(Instant de, const std::optional<Instant>& a) {
  return a ? std::optional(duree_ms(de, *a)) : std::nullopt;
}

void ecrire_attente(json::Writer& w, const postgres::Result& r, int i, const Delais& delais) {
  w.key("attente");
  if (r.is_null(i, 3)) {
    w.null();
    return;
  }
  w.open().field("etape", r.text(i, 3)).field("service", r.text(i, 4));
  w.field("depuis", format_rfc3339(r.instant(i, 5)));
  w.field("limite", format_rfc3339(r.instant(i, 5) + delais.de(r.text(i, 3)))).close();
}

// Leaves the object open: one saga also shows its steps.
void ecrire_saga(json::Writer& w, const postgres::Result& r, int i, const Delais& delais) {
  w.open().field("commande_id", r.text(i, 0));
  w.field("client_id", r.optional_integer(i, 1));
  w.field("magasin_id", r.optional_integer(i, 2));
  ecrire_attente(w, r, i, delais);
  w.field("echeance", format_rfc3339(r.optional_instant(i, 6)));
  w.field("debut", format_rfc3339(r.optional_instant(i, 7)));
  const auto fin = r.optional_instant(i, 8);
  w.field("fin", format_rfc3339(fin)).field("duree_ms", duree_ms(r.instant(i, 7), fin));
}

/// The steps are in the log itself, as far as the projection has read it.
postgres::Result etapes_de(postgres::Connection& sql, const std::string& commande_id) {
  static const std::vector<std::string> types(std::begin(kEtapes), std::end(kEtapes));
  return sql.run(
      "SELECT global_position, event_type, horodatage FROM evenements WHERE aggregate_id = $1 AND stream IS NOT NULL "
      "AND "
      "event_type = ANY($2) AND global_position <= (SELECT position FROM projections WHERE nom = $3 AND role = "
      "'active') ORDER BY version",
      {commande_id, types, std::string(kSagas.nom)});
}

void ecrire_etapes(json::Writer& w, const postgres::Result& r) {
  w.key("etapes").open_array();
  for (int i = 0; i < r.rows(); ++i) {
    w.open().field("etape", r.text(i, 1)).field("position", r.integer(i, 0));
    w.field("le", format_rfc3339(r.instant(i, 2)));
    w.field("duree_ms", i == 0 ? 0 : duree_ms(r.instant(i - 1, 2), r.instant(i, 2))).close();
  }
  w.close_array();
}

}  // namespace

http::Response lire_saga(const http::Request& request, postgres::Connection& sql, Patience& patience,
                         const Delais& delais) {
  const auto& id = request.params.at("commande_id");
  const auto schema = vue(request, sql, patience, kSagas);
  const auto saga = sql.run(kChoisirSagas + schema + ".sagas WHERE commande_id = $1", {id});
  if (saga.rows() == 0) return service::not_found("La commande " + id);
  json::Writer w;
  ecrire_saga(w, saga, 0, delais);
  ecrire_etapes(w, etapes_de(sql, id));
  w.close();
  return service::json_response(200, std::move(w).text());
}

// Late: not ended, and past its reservation's deadline or its step's. `retard_s` is another deadline for a step.
http::Response lister_sagas(const http::Request& request, postgres::Connection& sql, Patience& patience,
                            const Delais& delais) {
  const auto page = service::page_of(request);
  const auto en_retard = service::query_bool(request, "en_retard").value_or(false);
  const auto retard = service::query_int(request, "retard_s", 0, kMaxRetard);
  const auto etape_ms = retard ? *retard * 1000 : delais.etape.count();
  const auto schema = vue(request, sql, patience, kSagas);
  const auto rows = sql.run(kChoisirSagas + schema + ".sagas WHERE commande_id > $1 AND (NOT $2 OR " +
                                en_retard_sql("$3::bigint") + ") ORDER BY commande_id LIMIT $4",
                            {page.after.value_or(""), en_retard, etape_ms, page.limit + 1});
  return service::list(
      rows, page,
      [&](json::Writer& w, int i) {
        ecrire_saga(w, rows, i, delais);
        w.close();
      },
      [&](int i) { return rows.text(i, 0); });
}

}  // namespace comptoir::event_store::projections
