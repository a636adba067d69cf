#include "services/panier/api/reads.hpp"

#include "libs/base/ids.hpp"
#include "libs/service/api.hpp"
#include "services/panier/api/answers.hpp"

namespace comptoir::panier {
namespace {

const std::string kCommande =
    "SELECT commande_id, client_id, magasin_id, total, produit_ids, quantites, prix, cree_le, annulation_demandee "
    "FROM commandes ";

// Of what write_produits() makes of a line, the names of the fields alone are more.
constexpr const char* kOctetsDesLignes = "48 * cardinality(produit_ids)";

constexpr const char* kAfterAll = "d";  // greater than any "cmd-…"

void write_produits(json::Writer& w, const postgres::Result& rows, int i) {
  const auto produits = rows.integers(i, 4), quantites = rows.integers(i, 5), prix = rows.integers(i, 6);
  w.key("produits").open_array();
  for (std::size_t k = 0; k < produits.size(); ++k) {
    w.open().field("produit_id", produits[k]).field("quantite", quantites.at(k));
    w.money("prix_unitaire", prix.at(k)).money("sous_total", prix.at(k) * quantites.at(k)).close();
  }
  w.close_array();
}

void write_commande(json::Writer& w, const postgres::Result& rows, int i) {
  w.open().field("commande_id", rows.text(i, 0)).field("client_id", rows.integer(i, 1));
  w.field("magasin_id", rows.integer(i, 2));
  write_produits(w, rows, i);
  w.money("total", rows.integer(i, 3)).field("cree_le", format_rfc3339(rows.instant(i, 7)));
  w.field("annulation_demandee", rows.boolean(i, 8)).close();
}

bool is_commande_id(std::string_view id) { return id.starts_with("cmd-") && is_uuid(id.substr(4)); }

void require_known(postgres::Connection& sql, const ClePanier& cle) {
  const auto row = sql.run(
      "SELECT EXISTS (SELECT FROM clients_connus WHERE client_id = $1), "
      "EXISTS (SELECT FROM magasins_connus WHERE magasin_id = $2)",
      {cle.client_id, cle.magasin_id});
  std::vector<http::FieldError> inconnus;
  if (!row.boolean(0, 0)) inconnus.push_back({"client_id", "client inconnu"});
  if (!row.boolean(0, 1)) inconnus.push_back({"magasin_id", "magasin inconnu"});
  if (!inconnus.empty())
    throw service::Refusal{
        http::problem(404, "Panier introuvable", "Ce client ou ce magasin n'est pas connu.", inconnus)};
}

}  // namespace

std::string commande_id_of(const http::Request& request) {
  const auto& id = request.params.at("commande_id");
  if (!is_commande_id(id))
    throw service::Refusal{http::problem(404, "Commande introuvable", "Un numéro de commande est cmd-<uuid>.")};
  return id;
}

http::Response read_panier(const http::Request& request, postgres::Connection& sql) {
  const ClePanier cle{service::path_id(request, "client_id"), service::path_id(request, "magasin_id")};
  require_known(sql, cle);
  const auto rows = sql.run(
      "SELECT c.produit_id, l.quantite, c.code, c.nom, c.prix, c.actif FROM paniers p "
      "CROSS JOIN LATERAL unnest(p.produit_ids, p.quantites) WITH ORDINALITY AS l(produit_id, quantite, rang) "
      "JOIN catalogue c ON c.produit_id = l.produit_id WHERE p.client_id = $1 AND p.magasin_id = $2 ORDER BY l.rang",
      {cle.client_id, cle.magasin_id});
  Panier panier;
  Catalogue catalogue;
  for (int i = 0; i < rows.rows(); ++i) {
    const auto id = rows.integer(i, 0);
    panier.lignes.push_back({id, rows.integer(i, 1)});
    catalogue[id] = {id, rows.string(i, 2), rows.string(i, 3), rows.integer(i, 4), rows.boolean(i, 5)};
  }
  return answer(voir(cle, panier, catalogue));
}

// Newest first: the ids are UUIDv7 and ascend with time.
http::Response read_commandes(const http::Request& request, postgres::Connection& sql) {
  const auto page = service::page_of(request);
  const auto client_id = service::query_int(request, "client_id", 1, INT64_MAX);
  if (page.after && !is_commande_id(*page.after))
    return service::invalid({{"curseur", "curseur d'une page précédente attendu"}});
  std::vector<postgres::Param> params{page.limit + 1, page.after.value_or(kAfterAll)};
  std::string where = "WHERE commande_id < $2 ";
  if (client_id) {
    params.emplace_back(*client_id);
    where += "AND client_id = $3 ";
  }
  const auto rows =
      sql.run(service::within_page(kCommande + where + "ORDER BY commande_id DESC LIMIT $1", kOctetsDesLignes), params);
  return service::list(
      rows, page, [&](json::Writer& w, int i) { write_commande(w, rows, i); }, [&](int i) { return rows.text(i, 0); });
}

http::Response read_commande(const http::Request& request, postgres::Connection& sql) {
  const auto id = commande_id_of(request);
  const auto rows = sql.run(kCommande + "WHERE commande_id = $1", {id});
  if (rows.rows() == 0) return http::problem(404, "Commande introuvable", "Aucune commande " + id + ".");
  json::Writer w;
  write_commande(w, rows, 0);
  return {200, std::move(w).text(), "application/json", {}};
}

}  // namespace comptoir::panier
