#include "services/event-store/api/materialisees.hpp"
#include "services/event-store/api/vue.hpp"

namespace comptoir::event_store::projections {
namespace {

constexpr std::string_view kEtats[] = {"en_attente_stock", "stock_reserve", "paiement_accepte", "confirmee", "annulee"};

std::optional<std::string> etat_voulu(const http::Request& request) {
  auto etat = service::query_text(request, "etat");
  if (etat && std::find(std::begin(kEtats), std::end(kEtats), *etat) == std::end(kEtats))
    throw service::Refusal{service::invalid(
        {{"etat", "en_attente_stock, stock_reserve, paiement_accepte, confirmee ou annulee attendu"}})};
  return etat;
}

void ecrire_commande(json::Writer& w, const postgres::Result& r, int i) {
  w.open().field("commande_id", r.text(i, 0));
  w.field("client_id", r.optional_integer(i, 1));
  w.field("magasin_id", r.optional_integer(i, 2));
  w.money("total", r.optional_integer(i, 3));
  w.field("articles", r.integer(i, 4)).field("etat", r.text(i, 5));
  w.field("motif", r.optional_string(i, 6));
  w.field("statut", r.text(i, 7));
  w.field("creee_le", format_rfc3339(r.optional_instant(i, 8)));
  w.field("maj_le", format_rfc3339(r.optional_instant(i, 9)));
  w.close();
}

}  // namespace

// Ids of orders ascend with time: so does the list.
http::Response lister_commandes(const http::Request& request, postgres::Connection& sql, Patience& patience) {
  const auto page = service::page_of(request);
  const auto p = periode(request);
  const auto schema = vue(request, sql, patience, kCommandes);
  const auto rows = sql.run(
      "SELECT commande_id, client_id, magasin_id, total, articles, etat, motif, statut, creee_le, maj_le FROM " +
          schema +
          ".commandes WHERE commande_id > $1 AND ($2::bigint IS NULL OR client_id = $2) "
          "AND ($3::bigint IS NULL OR magasin_id = $3) AND ($4::text IS NULL OR etat = $4) "
          "AND ($5::timestamptz IS NULL OR creee_le >= $5) AND ($6::timestamptz IS NULL OR creee_le < $6) "
          "ORDER BY commande_id LIMIT $7",
      {page.after.value_or(""), id_voulu(request, "client_id"), id_voulu(request, "magasin_id"), etat_voulu(request),
       p.debut, p.fin, page.limit + 1});
  return service::list(
      rows, page, [&](json::Writer& w, int i) { ecrire_commande(w, rows, i); }, [&](int i) { return rows.text(i, 0); });
}

}  // namespace comptoir::event_store::projections
