#include "libs/base/sums.hpp"
#include "services/ventes/api/parametres.hpp"
#include "services/ventes/api/routes.hpp"

namespace comptoir::ventes {
namespace {

using postgres::Connection;
using Bornes = std::vector<postgres::Param>;

const std::string kPeriode = "($1::timestamptz IS NULL OR v.le >= $1) AND ($2::timestamptz IS NULL OR v.le < $2) ";

void jour(json::Writer& w, const char* name, const std::optional<Instant>& at) {
  w.field(name, at ? std::optional(format_rfc3339(*at).substr(0, 10)) : std::nullopt);
}

// All sales together may exceed what one of them may: the sums come as text, and go out exactly.
json::Writer& somme(json::Writer& w, const postgres::Result& r, int i, int colonne) {
  return w.key("total").raw(Sum::of(r.text(i, colonne)).dollars());
}

void totaux(json::Writer& w, Connection& sql, const Bornes& bornes) {
  const auto r = sql.run("SELECT count(*), coalesce(sum(v.total), 0)::text FROM ventes v WHERE " + kPeriode, bornes);
  somme(w.field("nombre", r.integer(0, 0)), r, 0, 1);
}

void par_magasin(json::Writer& w, Connection& sql, const Bornes& bornes) {
  const auto r = sql.run(
      "SELECT t.magasin_id, coalesce(m.nom, ''), t.nombre, t.total FROM (SELECT v.magasin_id, count(*) AS nombre, "
      "sum(v.total)::text AS total FROM ventes v WHERE " +
          kPeriode + "GROUP BY v.magasin_id) t LEFT JOIN magasins_connus m USING (magasin_id) ORDER BY t.magasin_id",
      bornes);
  w.key("par_magasin").open_array();
  for (int i = 0; i < r.rows(); ++i) {
    w.open().field("magasin_id", r.integer(i, 0)).field("nom", r.text(i, 1));
    somme(w.field("nombre", r.integer(i, 2)), r, i, 3).close();
  }
  w.close_array();
}

// The hundred products that sold for most.
void par_produit(json::Writer& w, Connection& sql, const Bornes& bornes) {
  const auto r = sql.run(
      "SELECT l.produit_id, sum(l.quantite)::text, sum(l.sous_total)::text FROM ventes v, "
      "unnest(v.produit_ids, v.quantites, v.sous_totaux) AS l(produit_id, quantite, sous_total) WHERE " +
          kPeriode + "GROUP BY l.produit_id ORDER BY sum(l.sous_total) DESC, 1 LIMIT 100",
      bornes);
  w.key("par_produit").open_array();
  for (int i = 0; i < r.rows(); ++i) {
    w.open().field("produit_id", r.integer(i, 0)).key("quantite").raw(r.text(i, 1));
    somme(w, r, i, 2).close();
  }
  w.close_array();
}

void par_jour(json::Writer& w, Connection& sql, const Bornes& bornes) {
  const auto r = sql.run(
      "SELECT to_char(v.le AT TIME ZONE 'UTC', 'YYYY-MM-DD'), count(*), sum(v.total)::text FROM ventes v WHERE " +
          kPeriode + "GROUP BY 1 ORDER BY 1",
      bornes);
  w.key("par_jour").open_array();
  for (int i = 0; i < r.rows(); ++i)
    somme(w.open().field("jour", r.text(i, 0)).field("nombre", r.integer(i, 1)), r, i, 2).close();
  w.close_array();
}

}  // namespace

http::Response rapport(const http::Request& request, Connection& sql) {
  const auto jours = periode(request);
  const Bornes bornes = {jours.du, jours.fin()};
  postgres::Transaction vue(sql);  // one snapshot, so that the sums agree with each other
  sql.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
  json::Writer w;
  w.open();
  jour(w, "du", jours.du);
  jour(w, "au", jours.au);
  totaux(w, sql, bornes);
  par_magasin(w, sql, bornes);
  par_produit(w, sql, bornes);
  par_jour(w, sql, bornes);
  w.close();
  vue.commit();
  return service::json_response(200, std::move(w).text());
}

}  // namespace comptoir::ventes
