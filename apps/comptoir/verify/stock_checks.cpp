#include "apps/comptoir/verify/checks.hpp"

namespace comptoir::verify {
namespace {

Finding bounds(const Evidence& e) {
  auto& stock = e.databases.of("stock");
  const auto sums =
      stock.run("SELECT count(*), coalesce(sum(physique), 0)::text, coalesce(sum(reserve), 0)::text FROM stock");
  Finding f{std::to_string(sums.integer(0, 0)) + " articles, " + sums.string(0, 1) + " en rayon, " + sums.string(0, 2) +
            " réservés"};
  breaches_from(
      f, stock.run("SELECT format('stk-%s-%s : réservé %s, physique %s', magasin_id, produit_id, reserve, physique) "
                   "FROM stock WHERE reserve < 0 OR physique < reserve"));
  return f;
}

Finding stock_conserved(const Evidence& e) {
  auto& stock = e.databases.of("stock");
  const auto sums = stock.run(
      "SELECT coalesce(sum(recu), 0)::text, coalesce(sum(ajuste), 0)::text, coalesce(sum(sorti), 0)::text FROM "
      "stock");
  Finding f{"reçu " + sums.string(0, 0) + ", ajusté " + sums.string(0, 1) + ", sorti " + sums.string(0, 2)};
  breaches_from(f, stock.run(R"sql(
WITH told AS (
  SELECT (d->>'magasin_id')::numeric m, (d->>'produit_id')::numeric p,
         coalesce(sum((d->>'quantite')::numeric), 0) recu, coalesce(sum((d->>'delta')::numeric), 0) ajuste
  FROM (SELECT convert_from(enveloppe, 'UTF8')::json->'data' d FROM journal
        WHERE event_type IN ('StockRecu', 'StockAjuste') AND stream || ' ' || seq <> ALL($1::text[])) j GROUP BY 1, 2)
SELECT format('stk-%s-%s : table reçu %s ajusté %s sorti %s physique %s, journal reçu %s ajusté %s',
              coalesce(magasin_id, m), coalesce(produit_id, p), s.recu, s.ajuste, sorti, physique, t.recu, t.ajuste)
FROM stock s FULL JOIN told t ON t.m = magasin_id AND t.p = produit_id
WHERE s.recu IS DISTINCT FROM coalesce(t.recu, 0) OR s.ajuste IS DISTINCT FROM coalesce(t.ajuste, 0)
   OR s.physique <> s.recu + s.ajuste - s.sorti)sql",
                             {e.databases.left_out().entries}));
  return f;
}

Finding reserved(const Evidence& e) {
  auto& stock = e.databases.of("stock");
  const auto count = stock.run(
      "SELECT count(*) FILTER (WHERE etat = 'active'), count(*) FILTER (WHERE etat = 'sortie'), count(*) FROM "
      "reservations");
  Finding f{std::to_string(count.integer(0, 0)) + " actives et " + std::to_string(count.integer(0, 1)) +
            " sorties sur " + std::to_string(count.integer(0, 2))};
  breaches_from(f, stock.run(R"sql(
WITH held AS (
  SELECT magasin_id m, u.p, coalesce(sum(u.q) FILTER (WHERE etat = 'active'), 0) active,
         coalesce(sum(u.q) FILTER (WHERE etat = 'sortie'), 0) sortie
  FROM reservations, unnest(produit_ids, quantites) AS u(p, q) WHERE etat IN ('active', 'sortie') GROUP BY 1, 2)
SELECT format('stk-%s-%s : réservé %s sorti %s, réservations %s et %s', coalesce(magasin_id, m), coalesce(produit_id, p),
              reserve, sorti, active, sortie)
FROM stock FULL JOIN held ON m = magasin_id AND p = produit_id
WHERE reserve IS DISTINCT FROM coalesce(active, 0) OR sorti IS DISTINCT FROM coalesce(sortie, 0))sql"));
  return f;
}

/// (store, product) -> units.
using Units = std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t>;

Units units_from(const postgres::Result& rows) {
  Units units;
  for (int i = 0; i < rows.rows(); ++i) units[{rows.integer(i, 0), rows.integer(i, 1)}] = rows.integer(i, 2);
  return units;
}

Finding issued_is_sold(const Evidence& e) {
  const auto issued =
      units_from(e.databases.of("stock").run("SELECT magasin_id, produit_id, sorti FROM stock WHERE sorti <> 0"));
  const auto sold = units_from(e.databases.of("ventes").run(
      "SELECT magasin_id, u.p, sum(u.q)::bigint FROM ventes, unnest(produit_ids, quantites) AS u(p, q) GROUP BY 1, 2"));
  Finding f{std::to_string(sold.size()) + " couples magasin-produit vendus"};
  auto all = issued;
  all.insert(sold.begin(), sold.end());
  for (const auto& [place, units] : all) {
    const auto in = [&place = place](const Units& u) {
      const auto it = u.find(place);
      return it == u.end() ? 0 : it->second;
    };
    if (in(issued) != in(sold))
      f.breach("stk-" + std::to_string(place.first) + '-' + std::to_string(place.second) + " : sorti " +
               std::to_string(in(issued)) + ", vendu " + std::to_string(in(sold)));
  }
  return f;
}

constexpr Check kStockChecks[] = {
    {"stock borné", "0 ≤ réservé ≤ physique, par magasin et produit", When::always, bounds},
    {"stock conservé", "reçu + ajusté − sorti = physique, et le journal dit de même", When::always, stock_conserved},
    {"réservations", "les réservations actives font le réservé, les sorties le sorti", When::always, reserved},
    {"stock vendu", "ce qui est sorti est ce qui fut vendu", When::at_rest, issued_is_sold},
};

}  // namespace

std::span<const Check> stock_checks() { return kStockChecks; }

void breaches_from(Finding& f, const postgres::Result& rows) {
  for (int i = 0; i < rows.rows(); ++i) f.breach(rows.string(i, 0));
}

}  // namespace comptoir::verify
