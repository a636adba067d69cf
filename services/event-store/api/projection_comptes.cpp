#include "libs/base/sums.hpp"
#include "services/event-store/api/materialisees.hpp"
#include "services/event-store/api/vue.hpp"

namespace comptoir::event_store::projections {
namespace {

constexpr std::string_view kSommesSoldes[] = {"solde", "verse", "debite", "paye", "rembourse"};

/// "3-7": the store and the product that ended the page before.
std::pair<std::int64_t, std::int64_t> article_du_curseur(const service::Page& page) {
  if (!page.after) return {0, 0};
  service::Page magasin = page, produit = page;
  const auto tiret = page.after->find('-');
  magasin.after = page.after->substr(0, tiret);
  produit.after = tiret == std::string::npos ? "" : page.after->substr(tiret + 1);
  return {magasin.after_int(), produit.after_int()};
}

}  // namespace

http::Response lister_stock(const http::Request& request, postgres::Connection& sql, Patience& patience) {
  const auto page = service::page_of(request);
  const auto [magasin, produit] = article_du_curseur(page);
  const auto schema = vue(request, sql, patience, kStock);
  const auto rows =
      sql.run("SELECT magasin_id, produit_id, physique, reserve, recu, ajuste, sorti FROM " + schema +
                  ".stock WHERE (magasin_id, produit_id) > ($1, $2) AND ($3::bigint IS NULL OR magasin_id = $3) "
                  "AND ($4::bigint IS NULL OR produit_id = $4) ORDER BY magasin_id, produit_id LIMIT $5",
              {magasin, produit, id_voulu(request, "magasin_id"), id_voulu(request, "produit_id"), page.limit + 1});
  return service::list(
      rows, page,
      [&](json::Writer& w, int i) {
        const auto physique = rows.integer(i, 2), reserve = rows.integer(i, 3);
        w.open().field("magasin_id", rows.integer(i, 0)).field("produit_id", rows.integer(i, 1));
        w.field("physique", physique).field("reserve", reserve).field("disponible", physique - reserve);
        w.field("recu", rows.integer(i, 4)).field("ajuste", rows.integer(i, 5)).field("sorti", rows.integer(i, 6));
        w.close();
      },
      [&](int i) { return std::to_string(rows.integer(i, 0)) + "-" + std::to_string(rows.integer(i, 1)); });
}

http::Response lister_soldes(const http::Request& request, postgres::Connection& sql, Patience& patience) {
  const auto page = service::page_of(request);
  const auto schema = vue(request, sql, patience, kSoldes);
  const auto rows =
      sql.run("SELECT client_id, solde::text, verse::text, debite::text, paye::text, rembourse::text FROM " + schema +
                  ".soldes WHERE client_id > $1 AND ($2::bigint IS NULL OR client_id = $2) "
                  "ORDER BY client_id LIMIT $3",
              {page.after_int(), id_voulu(request, "client_id"), page.limit + 1});
  return service::list(
      rows, page,
      [&](json::Writer& w, int i) {
        w.open().field("client_id", rows.integer(i, 0));
        for (int colonne = 1; colonne <= std::ssize(kSommesSoldes); ++colonne)
          w.key(kSommesSoldes[colonne - 1]).raw(Sum::of(rows.text(i, colonne)).dollars());
        w.close();
      },
      [&](int i) { return std::to_string(rows.integer(i, 0)); });
}

}  // namespace comptoir::event_store::projections
