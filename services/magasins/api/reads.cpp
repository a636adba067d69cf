#include "services/magasins/api/reads.hpp"

#include "libs/service/api.hpp"
#include "services/magasins/app/representation.hpp"

namespace comptoir::magasins {
namespace {

constexpr auto kOne = "SELECT magasin_id, nom, ouvert FROM magasins WHERE magasin_id = $1";
constexpr auto kList = R"sql(
SELECT magasin_id, nom, ouvert FROM magasins, regexp_replace($2::text, '([\\%_])', '\\\1', 'g') AS litteral
WHERE magasin_id > $1 AND ($2::text IS NULL OR nom ILIKE '%' || litteral || '%')
  AND ($3::boolean IS NULL OR ouvert = $3::boolean)
ORDER BY magasin_id LIMIT $4)sql";

Magasin store_of(const postgres::Result& rows, int i) {
  return {rows.integer(i, 0), rows.string(i, 1), rows.boolean(i, 2)};
}

}  // namespace

http::Response list_stores(const http::Request& request, postgres::Connection& sql) {
  const auto page = service::page_of(request);
  const auto rows = sql.run(kList, {page.after_int(), service::query_text(request, "q"),
                                    service::query_bool(request, "ouvert"), page.limit + 1});
  return service::list(
      rows, page, [&](json::Writer& w, int i) { write(w, store_of(rows, i)); },
      [&](int i) { return std::to_string(rows.integer(i, 0)); });
}

http::Response one_store(const http::Request& request, postgres::Connection& sql) {
  const auto id = service::path_id(request, "magasin_id");
  const auto rows = sql.run(kOne, {id});
  if (rows.rows() == 0) return service::not_found("Le magasin " + std::to_string(id));
  return service::json_response(200, to_json(store_of(rows, 0)));
}

}  // namespace comptoir::magasins
