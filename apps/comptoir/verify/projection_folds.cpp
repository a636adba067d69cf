// Each projection against a fold of its events that is written another way, in SQL, at the position where it stands.
#include "apps/comptoir/verify/checks.hpp"
#include "apps/comptoir/verify/projections.hpp"

namespace comptoir::verify {
namespace {

/// `types`: of the events that it folds; `read`: those whose data it needs; `wrong`: a query over `dit` and the tables of {schema}, one text per breach; it may begin with more CTEs.
Finding folded(const Evidence& e, const char* name, const char* types, const char* read, const char* wrong) {
  auto& store = e.databases.of("event-store");
  const auto p = projected(store, name);
  if (!p) return {"pas encore construite"};
  Finding f{"à la position " + std::to_string(p->position) + ", " + std::to_string(p->parked) + " écartés"};
  breaches_from(
      f, store.run("WITH " + told_to(*p, types, read) + in_schema(wrong, *p), {e.databases.left_out().positions}));
  return f;
}

Finding orders(const Evidence& e) {
  return folded(e, "commandes",
                "'CommandeCreee', 'StockReserve', 'StockIndisponible', 'PaiementAccepte', 'PaiementRefuse', "
                "'VenteConfirmee', 'VenteRejetee'",
                "'CommandeCreee'", R"sql(, plie AS (
  SELECT a, (array_agg(t ORDER BY array_position(ARRAY['VenteConfirmee', 'VenteRejetee', 'PaiementRefuse', 'StockIndisponible',
                                                       'PaiementAccepte', 'StockReserve', 'CommandeCreee'], t)))[1] statut,
         min((d->>'client_id')::numeric) FILTER (WHERE t = 'CommandeCreee') client,
         min(round((d->>'total')::numeric * 100)) FILTER (WHERE t = 'CommandeCreee') total
  FROM dit GROUP BY a)
SELECT format('%s : statut %s client %s total %s, événements %s %s %s', coalesce(commande_id, a), c.statut, c.client_id, c.total,
              p.statut, p.client, p.total)
FROM {schema}.commandes c FULL JOIN plie p ON a = commande_id
WHERE (c.statut, c.client_id, c.total) IS DISTINCT FROM (p.statut, p.client, p.total))sql");
}

Finding sagas(const Evidence& e) {
  return folded(e, "sagas",
                "'CommandeCreee', 'AnnulationDemandee', 'StockReserve', 'StockIndisponible', 'StockLibere', "
                "'ReservationExpiree', 'PaiementAccepte', 'PaiementRefuse', 'PaiementRembourse', 'VenteConfirmee', "
                "'VenteRejetee'",
                "NULL", R"sql(
SELECT format('%s : %s étapes depuis %s, événements %s depuis %s', coalesce(commande_id, a), vu, s.debut, n, x.debut)
FROM (SELECT commande_id, debut, length(replace(vues::bit(16)::text, '0', '')) vu FROM {schema}.sagas) s
FULL JOIN (SELECT a, count(DISTINCT t) n, (array_agg(h ORDER BY p))[1] debut FROM dit GROUP BY a) x ON a = commande_id
WHERE (vu, s.debut) IS DISTINCT FROM (n, x.debut))sql");
}

Finding sales(const Evidence& e) {
  return folded(e, "ventes", "'VenteConfirmee'", "'VenteConfirmee'", R"sql(, vendu AS (
  SELECT (d->>'magasin_id')::numeric m, (h AT TIME ZONE 'UTC')::date j, count(*) n,
         sum(round((d->>'total')::numeric * 100)) total FROM dit GROUP BY 1, 2), lignes AS (
  SELECT (d->>'magasin_id')::numeric m, (h AT TIME ZONE 'UTC')::date j, (l->>'produit_id')::numeric p,
         sum((l->>'quantite')::numeric) q, sum(round((l->>'sous_total')::numeric * 100)) total
  FROM dit, jsonb_array_elements(d->'produits') l GROUP BY 1, 2, 3)
SELECT format('magasin %s le %s : %s ventes %s, événements %s et %s', coalesce(magasin_id, m), coalesce(jour, j), nombre, t.total, n, v.total)
FROM {schema}.par_jour t FULL JOIN vendu v ON m = magasin_id AND j = jour
WHERE (nombre, t.total) IS DISTINCT FROM (n, v.total)
UNION ALL
SELECT format('magasin %s le %s produit %s : %s unités %s, événements %s et %s', coalesce(magasin_id, m), coalesce(jour, j),
              coalesce(produit_id, p), quantite, t.total, q, l.total)
FROM {schema}.par_produit t FULL JOIN lignes l ON m = magasin_id AND j = jour AND p = produit_id
WHERE (quantite, t.total) IS DISTINCT FROM (q, l.total))sql");
}

Finding stock(const Evidence& e) {
  constexpr auto* kTypes = "'StockRecu', 'StockAjuste', 'StockReserve', 'StockLibere', 'VenteConfirmee'";
  return folded(e, "stock", kTypes, kTypes, R"sql(, mouvements AS (
  SELECT t, (d->>'magasin_id')::numeric m, (d->>'produit_id')::numeric p, coalesce(d->>'quantite', d->>'delta')::numeric q
  FROM dit WHERE t IN ('StockRecu', 'StockAjuste')
  UNION ALL SELECT t, (d->>'magasin_id')::numeric, (l->>'produit_id')::numeric, (l->>'quantite')::numeric
  FROM dit, jsonb_array_elements(d->'produits') l WHERE t NOT IN ('StockRecu', 'StockAjuste')), plie AS (
  SELECT m, p, coalesce(sum(q) FILTER (WHERE t IN ('StockRecu', 'StockAjuste')), 0)
                 - coalesce(sum(q) FILTER (WHERE t = 'VenteConfirmee'), 0) physique,
         coalesce(sum(CASE WHEN t = 'StockReserve' THEN q ELSE -q END) FILTER (WHERE t IN ('StockReserve', 'StockLibere', 'VenteConfirmee')), 0) reserve
  FROM mouvements GROUP BY 1, 2)
SELECT format('stk-%s-%s : physique %s réservé %s, événements %s et %s', coalesce(magasin_id, m), coalesce(produit_id, p),
              s.physique, s.reserve, x.physique, x.reserve)
FROM {schema}.stock s FULL JOIN plie x ON m = magasin_id AND p = produit_id
WHERE (s.physique, s.reserve) IS DISTINCT FROM (x.physique, x.reserve))sql");
}

Finding balances(const Evidence& e) {
  constexpr auto* kTypes = "'ClientCree', 'ClientCredite', 'ClientDebite', 'PaiementAccepte', 'PaiementRembourse'";
  return folded(e, "soldes", kTypes, kTypes, R"sql(, plie AS (
  SELECT (d->>'client_id')::numeric c, sum(round(100 * CASE t WHEN 'ClientCree' THEN (d->>'solde')::numeric
         WHEN 'ClientCredite' THEN (d->>'montant')::numeric WHEN 'ClientDebite' THEN -(d->>'montant')::numeric
         WHEN 'PaiementAccepte' THEN -(d->>'total')::numeric ELSE (d->>'total')::numeric END)) solde FROM dit GROUP BY 1)
SELECT format('cli-%s : solde %s, événements %s', coalesce(client_id, c), s.solde, x.solde)
FROM {schema}.soldes s FULL JOIN plie x ON c = client_id WHERE s.solde IS DISTINCT FROM x.solde)sql");
}

// What a projection could not apply is missing from it, and from the fold that it is compared with: nobody else would say so.
// Only of what services told: what is posted need not be as the contract says.
Finding parked(const Evidence& e) {
  const auto rows = e.databases.of("event-store").run(R"sql(
SELECT format('%s : événement %s (%s de %s, position %s) écarté : %s', nom, event_id, event_type, aggregate_id, e.position, raison)
FROM projections_ecartees e JOIN projections USING (nom, generation) WHERE role = 'active' AND EXISTS (
  SELECT FROM evenements v WHERE v.global_position = e.position AND v.stream IS NOT NULL) ORDER BY nom, e.position)sql");
  Finding f{std::to_string(rows.rows()) + " événements écartés"};
  breaches_from(f, rows);
  return f;
}

constexpr Check kFoldChecks[] = {
    {"écartés", "aucun événement d'un journal n'est écarté d'une projection", When::always, parked},
    {"proj. commandes", "la projection est le repli de ses événements", When::always, orders},
    {"proj. sagas", "la projection est le repli de ses événements", When::always, sagas},
    {"proj. ventes", "la projection est le repli de ses événements", When::always, sales},
    {"proj. stock", "la projection est le repli de ses événements", When::always, stock},
    {"proj. soldes", "la projection est le repli de ses événements", When::always, balances},
};

}  // namespace

std::span<const Check> projection_folds() { return kFoldChecks; }

}  // namespace comptoir::verify
