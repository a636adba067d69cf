#include "services/client/api/reads.hpp"

#include "libs/service/api.hpp"
#include "services/client/app/representation.hpp"

namespace comptoir::client {
namespace {

constexpr auto kOne = "SELECT client_id, reference, nom, solde FROM clients WHERE client_id = $1";
constexpr auto kList = R"sql(
SELECT client_id, reference, nom, solde FROM clients, regexp_replace($2::text, '([\\%_])', '\\\1', 'g') AS litteral
WHERE client_id > $1 AND ($2::text IS NULL OR nom ILIKE '%' || litteral || '%' OR reference ILIKE '%' || litteral || '%')
  AND ($3::text IS NULL OR reference = $3::text)
ORDER BY client_id LIMIT $4)sql";
constexpr auto kLedger =
    "SELECT seq, type, montant, solde, commande_id, raison, le FROM grand_livre WHERE client_id = $1 AND seq > $2 "
    "ORDER BY seq LIMIT $3";

Client client_of(const postgres::Result& rows, int i) {
  return {rows.integer(i, 0), rows.optional_string(i, 1), rows.optional_string(i, 2), rows.integer(i, 3), 0};
}

void write_line(json::Writer& w, const postgres::Result& rows, int i) {
  w.open().field("seq", rows.integer(i, 0)).field("type", rows.text(i, 1));
  w.money("montant", rows.integer(i, 2)).money("solde", rows.integer(i, 3));
  w.field("commande_id", rows.optional_string(i, 4)).field("raison", rows.optional_string(i, 5));
  w.field("le", format_rfc3339(rows.instant(i, 6))).close();
}

}  // namespace

http::Response list_clients(const http::Request& request, postgres::Connection& sql) {
  const auto page = service::page_of(request);
  const auto rows = sql.run(kList, {page.after_int(), service::query_text(request, "q"),
                                    service::query_text(request, "reference"), page.limit + 1});
  return service::list(
      rows, page, [&](json::Writer& w, int i) { write(w, client_of(rows, i)); },
      [&](int i) { return std::to_string(rows.integer(i, 0)); });
}

http::Response one_client(const http::Request& request, postgres::Connection& sql) {
  const auto id = service::path_id(request, "client_id");
  const auto rows = sql.run(kOne, {id});
  if (rows.rows() == 0) return service::not_found("Le client " + std::to_string(id));
  return service::json_response(200, to_json(client_of(rows, 0)));
}

http::Response list_ledger(const http::Request& request, postgres::Connection& sql) {
  const auto id = service::path_id(request, "client_id");
  const auto page = service::page_of(request);
  if (sql.run(kOne, {id}).rows() == 0) return service::not_found("Le client " + std::to_string(id));
  const auto rows = sql.run(kLedger, {id, page.after_int(), page.limit + 1});
  return service::list(
      rows, page, [&](json::Writer& w, int i) { write_line(w, rows, i); },
      [&](int i) { return std::to_string(rows.integer(i, 0)); });
}

}  // namespace comptoir::client
