#include "services/ventes/api/parametres.hpp"
#include "services/ventes/api/routes.hpp"
#include "services/ventes/domain/transitions.hpp"

namespace comptoir::ventes {
namespace {

const std::string kChoisirCommandes =
    "SELECT commande_id, client_id, magasin_id, total, etat, motif, statut, maj_le FROM commandes ";

void ecrire_commande(json::Writer& w, const postgres::Result& r, int i) {
  w.open().field("commande_id", r.text(i, 0)).field("client_id", r.integer(i, 1));
  w.field("magasin_id", r.integer(i, 2)).money("total", r.integer(i, 3)).field("etat", r.text(i, 4));
  w.field("motif", r.optional_string(i, 5))
      .field("statut", r.text(i, 6))
      .field("maj_le", format_rfc3339(r.instant(i, 7)))
      .close();
}

std::optional<std::string> etat_voulu(const http::Request& request) {
  auto etat = service::query_text(request, "etat");
  if (!etat) return etat;
  try {
    etat_de(*etat);
  } catch (const std::invalid_argument&) {
    throw service::Refusal{service::invalid(
        {{"etat", "en_attente_stock, stock_reserve, paiement_accepte, confirmee ou annulee attendu"}})};
  }
  return etat;
}

}  // namespace

http::Response lister_commandes(const http::Request& request, postgres::Connection& sql) {
  const auto page = service::page_of(request);
  const auto rows = sql.run(
      kChoisirCommandes +
          "WHERE commande_id > $1 AND ($2::text IS NULL OR etat = $2) AND ($3::bigint IS NULL OR client_id = $3) "
          "AND ($4::bigint IS NULL OR magasin_id = $4) ORDER BY commande_id LIMIT $5",
      {commande_du_curseur(page), etat_voulu(request), client_voulu(request), magasin_voulu(request), page.limit + 1});
  return service::list(
      rows, page, [&](json::Writer& w, int i) { ecrire_commande(w, rows, i); }, [&](int i) { return rows.text(i, 0); });
}

http::Response lire_commande(const http::Request& request, postgres::Connection& sql) {
  const auto rows = sql.run(kChoisirCommandes + "WHERE commande_id = $1", {commande_du_chemin(request)});
  if (rows.rows() == 0) return service::not_found("Cette commande");
  json::Writer w;
  ecrire_commande(w, rows, 0);
  return service::json_response(200, std::move(w).text());
}

}  // namespace comptoir::ventes
