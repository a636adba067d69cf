#include "services/produits/api/reads.hpp"

#include "libs/service/api.hpp"
#include "services/produits/app/representation.hpp"

namespace comptoir::produits {
namespace {

constexpr auto kOne = "SELECT produit_id, code, nom, prix, actif FROM produits WHERE produit_id = $1";
constexpr auto kList = R"sql(
SELECT produit_id, code, nom, prix, actif FROM produits, regexp_replace($2::text, '([\\%_])', '\\\1', 'g') AS litteral
WHERE produit_id > $1 AND ($2::text IS NULL OR nom ILIKE '%' || litteral || '%' OR code ILIKE '%' || litteral || '%')
  AND ($3::text IS NULL OR code = $3::text) AND ($4::boolean IS NULL OR actif = $4::boolean)
ORDER BY produit_id LIMIT $5)sql";

Produit product_of(const postgres::Result& rows, int i) {
  return {rows.integer(i, 0), rows.string(i, 1), rows.string(i, 2), rows.integer(i, 3), rows.boolean(i, 4)};
}

}  // namespace

http::Response list_products(const http::Request& request, postgres::Connection& sql) {
  const auto page = service::page_of(request);
  const auto rows =
      sql.run(kList, {page.after_int(), service::query_text(request, "q"), service::query_text(request, "code"),
                      service::query_bool(request, "actif"), page.limit + 1});
  return service::list(
      rows, page, [&](json::Writer& w, int i) { write(w, product_of(rows, i)); },
      [&](int i) { return std::to_string(rows.integer(i, 0)); });
}

http::Response one_product(const http::Request& request, postgres::Connection& sql) {
  const auto id = service::path_id(request, "produit_id");
  const auto rows = sql.run(kOne, {id});
  if (rows.rows() == 0) return service::not_found("Le produit " + std::to_string(id));
  return service::json_response(200, to_json(product_of(rows, 0)));
}

}  // namespace comptoir::produits
