// What the projections show, against what the services themselves keep.
#include "apps/comptoir/verify/checks.hpp"
#include "apps/comptoir/verify/projections.hpp"

namespace comptoir::verify {
namespace {

/// The same rows said twice, as (key, value): by a projection, and by the service whose business they are.
struct Twins {
  const char *projection, *told, *service, *kept;
};

constexpr Twins kTwins[] = {
    {"commandes",
     "SELECT commande_id, concat_ws(' ', etat, motif, statut, client_id, magasin_id, total) FROM {schema}.commandes",
     "ventes", "SELECT commande_id, concat_ws(' ', etat, motif, statut, client_id, magasin_id, total) FROM commandes"},
    {"ventes", "SELECT concat_ws(' ', 'magasin', magasin_id, jour), nombre || ' ' || total FROM {schema}.par_jour",
     "ventes",
     "SELECT concat_ws(' ', 'magasin', magasin_id, (le AT TIME ZONE 'UTC')::date), count(*) || ' ' || sum(total) "
     "FROM ventes GROUP BY 1"},
    {"stock",
     "SELECT format('stk-%s-%s', magasin_id, produit_id), concat_ws(' ', recu, ajuste, sorti, reserve, physique) FROM "
     "{schema}.stock",
     "stock",
     "SELECT format('stk-%s-%s', magasin_id, produit_id), concat_ws(' ', recu, ajuste, sorti, reserve, physique) FROM "
     "stock"},
    {"soldes", "SELECT 'cli-' || client_id, solde::text FROM {schema}.soldes", "client",
     "SELECT 'cli-' || client_id, solde::text FROM clients"},
};

using Rows = std::map<std::string, std::string>;

Rows rows_of(postgres::Connection& c, const std::string& sql) {
  const auto rows = c.run(sql);
  Rows out;
  for (int i = 0; i < rows.rows(); ++i) out.emplace(rows.string(i, 0), rows.string(i, 1));
  return out;
}

void compare(Finding& f, const Rows& told, const Rows& kept) {
  for (const auto& [key, value] : kept)
    if (const auto found = told.find(key); found == told.end() || found->second != value)
      f.breach(key + " : projection " + (found == told.end() ? "sans" : found->second) + ", service " + value);
  for (const auto& [key, value] : told)
    if (!kept.contains(key)) f.breach(key + " : projection " + value + ", inconnu du service");
}

// Only of a projection that has seen everything. What was posted is in none.
Finding services(const Evidence& e) {
  auto& store = e.databases.of("event-store");
  const auto log =
      store.run("SELECT coalesce(max(global_position), 0), count(*) FILTER (WHERE stream IS NULL) FROM evenements");
  Finding f;
  int compared = 0;
  for (const auto& twins : kTwins) {
    const auto p = projected(store, twins.projection);
    if (!p || p->position != log.integer(0, 0) || p->parked > 0) continue;
    ++compared;
    compare(f, rows_of(store, in_schema(twins.told, *p)), rows_of(e.databases.of(twins.service), twins.kept));
  }
  f.figures = std::to_string(compared) + " projections comparées, " + std::to_string(log.integer(0, 1)) +
              " événements déposés à la main";
  return f;
}

constexpr Check kProjectionChecks[] = {
    {"projections", "elles montrent ce que les services gardent", When::at_rest, services},
};

}  // namespace

std::span<const Check> projection_checks() { return kProjectionChecks; }

}  // namespace comptoir::verify
