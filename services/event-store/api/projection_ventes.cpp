#include "libs/base/sums.hpp"
#include "services/event-store/api/materialisees.hpp"
#include "services/event-store/api/vue.hpp"

namespace comptoir::event_store::projections {
namespace {

/// One way to group sales: the table, the key as SQL and as text, and what the key and the first sum are called.
struct Groupement {
  std::string_view par, table, cle, champ, compte;
};

constexpr Groupement kGroupements[] = {
    {"magasin", "par_jour", "magasin_id", "magasin_id", "nombre"},
    {"jour", "par_jour", "to_char(jour, 'YYYY-MM-DD')", "jour", "nombre"},
    {"produit", "par_produit", "produit_id", "produit_id", "quantite"},
};

const Groupement& groupement(const http::Request& request) {
  const auto par = service::query_text(request, "par").value_or("magasin");
  for (const auto& g : kGroupements)
    if (g.par == par) return g;
  throw service::Refusal{service::invalid({{"par", "magasin, jour ou produit attendu"}})};
}

std::string requete(const Groupement& g, const std::string& schema) {
  const std::string cle(g.cle), compte(g.compte);
  const bool numerique = g.cle == g.champ;
  return "SELECT " + cle + ", sum(" + compte + ")::text, sum(total)::text FROM " + schema + "." + std::string(g.table) +
         " WHERE ($1::timestamptz IS NULL OR jour >= ($1 AT TIME ZONE 'UTC')::date) " +
         "AND ($2::timestamptz IS NULL OR jour < ($2 AT TIME ZONE 'UTC')::date) " +
         "AND ($3::bigint IS NULL OR magasin_id = $3) AND " + cle + (numerique ? " > $4::bigint" : " > $4::text") +
         " GROUP BY 1 ORDER BY 1 LIMIT $5";
}

}  // namespace

http::Response lister_ventes(const http::Request& request, postgres::Connection& sql, Patience& patience) {
  const auto& g = groupement(request);
  const bool numerique = g.cle == g.champ;
  const auto page = service::page_of(request);
  const auto p = periode(request);
  const auto schema = vue(request, sql, patience, kVentes);
  const auto apres = numerique ? postgres::Param(page.after_int()) : postgres::Param(page.after.value_or(""));
  const auto rows =
      sql.run(requete(g, schema), {p.debut, p.fin, id_voulu(request, "magasin_id"), apres, page.limit + 1});
  const auto cle = [&](int i) { return numerique ? std::to_string(rows.integer(i, 0)) : rows.string(i, 0); };
  return service::list(
      rows, page,
      [&](json::Writer& w, int i) {
        w.open().key(g.champ);
        numerique ? w.value(rows.integer(i, 0)) : w.value(rows.text(i, 0));
        w.key(g.compte).raw(rows.text(i, 1)).key("total").raw(Sum::of(rows.text(i, 2)).dollars()).close();
      },
      cle);
}

}  // namespace comptoir::event_store::projections
