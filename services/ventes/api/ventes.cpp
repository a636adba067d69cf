#include "services/ventes/api/parametres.hpp"
#include "services/ventes/api/routes.hpp"
#include "services/ventes/app/lignes_json.hpp"

namespace comptoir::ventes {
namespace {

// A sale's prices stand with its order.
const std::string kChoisirVentes =
    "SELECT v.commande_id, v.client_id, v.magasin_id, v.total, v.le, v.produit_ids, v.quantites, c.prix_unitaires, "
    "v.sous_totaux FROM ventes v JOIN commandes c USING (commande_id) ";

void ecrire_vente(json::Writer& w, const postgres::Result& r, int i) {
  w.open().field("commande_id", r.text(i, 0)).field("client_id", r.integer(i, 1));
  w.field("magasin_id", r.integer(i, 2));
  ecrire_lignes(w, {r.integers(i, 5), r.integers(i, 6), r.integers(i, 7), r.integers(i, 8)});
  w.money("total", r.integer(i, 3)).field("le", format_rfc3339(r.instant(i, 4))).close();
}

}  // namespace

http::Response lister_ventes(const http::Request& request, postgres::Connection& sql) {
  const auto page = service::page_of(request);
  const auto jours = periode(request);
  const auto rows =
      sql.run(kChoisirVentes +
                  "WHERE v.commande_id > $1 AND ($2::bigint IS NULL OR v.magasin_id = $2) "
                  "AND ($3::bigint IS NULL OR v.client_id = $3) AND ($4::timestamptz IS NULL OR v.le >= $4) "
                  "AND ($5::timestamptz IS NULL OR v.le < $5) ORDER BY v.commande_id LIMIT $6",
              {commande_du_curseur(page), magasin_voulu(request), client_voulu(request), jours.du, jours.fin(),
               page.limit + 1});
  return service::list(
      rows, page, [&](json::Writer& w, int i) { ecrire_vente(w, rows, i); }, [&](int i) { return rows.text(i, 0); });
}

http::Response lire_vente(const http::Request& request, postgres::Connection& sql) {
  const auto rows = sql.run(kChoisirVentes + "WHERE v.commande_id = $1", {commande_du_chemin(request)});
  if (rows.rows() == 0) return service::not_found("La vente de cette commande");
  json::Writer w;
  ecrire_vente(w, rows, 0);
  return service::json_response(200, std::move(w).text());
}

}  // namespace comptoir::ventes
