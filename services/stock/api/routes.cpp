#include "services/stock/api/routes.hpp"

#include <charconv>
#include <limits>

#include "libs/base/ids.hpp"
#include "libs/service/api.hpp"
#include "services/stock/api/articles.hpp"
#include "services/stock/api/commandes.hpp"

namespace comptoir::stock {
namespace {

using postgres::Connection;
using service::Refusal;

// The cursor of a page of stock: "<magasin>-<produit>".
Cle apres(const service::Page& page) {
  if (!page.after) return {};
  Cle cle;
  const char *begin = page.after->data(), *end = begin + page.after->size();
  const auto magasin = std::from_chars(begin, end, cle.magasin_id);
  const bool tiret = magasin.ec == std::errc() && magasin.ptr != end && *magasin.ptr == '-';
  const auto produit = std::from_chars(tiret ? magasin.ptr + 1 : end, end, cle.produit_id);
  if (!tiret || produit.ec != std::errc() || produit.ptr != end)
    throw Refusal{service::invalid({{"curseur", "curseur d'une page précédente attendu"}})};
  return cle;
}

http::Response lister(const http::Request& request, Connection& sql) {
  const auto page = service::page_of(request);
  const auto debut = apres(page);
  const auto rows = sql.run(
      "SELECT magasin_id, produit_id, physique, reserve FROM stock "
      "WHERE (magasin_id, produit_id) > ($1, $2) AND ($3::bigint IS NULL OR magasin_id = $3) "
      "AND ($4::bigint IS NULL OR produit_id = $4) ORDER BY magasin_id, produit_id LIMIT $5",
      {debut.magasin_id, debut.produit_id, service::query_int(request, "magasin_id", 1, kMaxId),
       service::query_int(request, "produit_id", 1, kMaxId), page.limit + 1});
  return service::list(
      rows, page,
      [&](json::Writer& w, int i) {
        ecrire_article(w, {rows.integer(i, 0), rows.integer(i, 1)}, rows.integer(i, 2), rows.integer(i, 3));
      },
      [&](int i) { return std::to_string(rows.integer(i, 0)) + '-' + std::to_string(rows.integer(i, 1)); });
}

http::Response lire_article(const http::Request& request, Connection& sql) {
  const Cle cle{service::path_id(request, "magasin_id"), service::path_id(request, "produit_id")};
  const auto rows = sql.run(
      "SELECT coalesce(s.physique, 0), coalesce(s.reserve, 0) FROM magasins_connus m CROSS JOIN produits_connus p "
      "LEFT JOIN stock s ON s.magasin_id = m.magasin_id AND s.produit_id = p.produit_id "
      "WHERE m.magasin_id = $1 AND p.produit_id = $2",
      {cle.magasin_id, cle.produit_id});
  if (rows.rows() == 0) return service::not_found("Ce magasin ou ce produit");
  json::Writer w;
  ecrire_article(w, cle, rows.integer(0, 0), rows.integer(0, 1));
  return service::json_response(200, std::move(w).text());
}

// Ids of orders are ASCII; anything else in the path names no order.
bool peut_etre_commande(const std::string& id) {
  return id.size() <= 100 && std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < 127; });
}

std::string reservation_json(const postgres::Result& r) {
  json::Writer w;
  w.open().field("commande_id", r.text(0, 0)).field("etat", r.text(0, 1));
  w.field("magasin_id", r.integer(0, 2)).field("client_id", r.integer(0, 3));
  w.field("echeance", format_rfc3339(r.optional_instant(0, 4)));
  const auto produits = r.integers(0, 5), quantites = r.integers(0, 6);
  w.key("lignes").open_array();
  for (std::size_t i = 0; i < produits.size(); ++i)
    w.open().field("produit_id", produits[i]).field("quantite", quantites[i]).close();
  w.close_array().close();
  return std::move(w).text();
}

http::Response lire_reservation(const http::Request& request, Connection& sql) {
  const auto& id = request.params.at("commande_id");
  if (!peut_etre_commande(id)) return service::not_found("La réservation de cette commande");
  const auto rows = sql.run(
      "SELECT commande_id, etat, magasin_id, client_id, echeance, produit_ids, quantites FROM reservations "
      "WHERE commande_id = $1",
      {id});
  if (rows.rows() == 0) return service::not_found("La réservation de cette commande");
  return service::json_response(200, reservation_json(rows));
}

}  // namespace

void routes(service::Routes& r) {
  r.command("POST", "/api/stock/receptions", lire_reception);
  r.command("POST", "/api/stock/ajustements", lire_ajustement);
  r.query("/api/stock", lister);
  r.query("/api/stock/reservations/{commande_id}", lire_reservation);
  r.query("/api/stock/{magasin_id}/{produit_id}", lire_article);
}

}  // namespace comptoir::stock
