#include "services/event-store/adapters/projections/reconstruction.hpp"

#include "libs/log/log.hpp"
#include "services/event-store/adapters/journal_sql.hpp"
#include "services/event-store/adapters/projections/avance.hpp"
#include "services/event-store/adapters/projections/condense.hpp"
#include "services/event-store/adapters/projections/tranche.hpp"

namespace comptoir::event_store::projections {
namespace {

constexpr std::int64_t kDernierePart = 1'000;  // events that the swap may apply while readers' projection stands still
constexpr const char* kRevenue = "la projection active est revenue en arrière";

Tranche tranche_pour(postgres::Connection& sql, const Projection& p, const Batiment& b, std::int64_t jusqua) {
  Types types;
  demander_types(types, p);
  return Tranche(sql, b.position, jusqua, types);
}

// At most one batch further, never beyond `but`.
void rapprocher(postgres::Connection& sql, const Projection& p, Batiment& b, std::int64_t but) {
  const auto jusqua = std::min(b.position + kTranche, but);
  avancer(sql, p, b, tranche_pour(sql, p, b, jusqua).evenements(), jusqua);
}

/// The building that answers, and how far the new one must come: as far as it, or, when its logic is another and it
/// stands still, to the end of the log.
struct Modele {
  std::optional<Batiment> ancienne;
  std::int64_t but = 0;
};

Modele modele(postgres::Connection& sql, const Projection& p, std::optional<Batiment> ancienne) {
  const bool comparable = ancienne && ancienne->version == p.nom().version;
  const auto but = comparable ? ancienne->position : tete_du_journal(sql);
  return {comparable ? std::move(ancienne) : std::nullopt, but};
}

std::pair<Batiment, std::string> photographier(postgres::Connection& sql, const Projection& p) {
  postgres::Transaction tx(sql);
  sql.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
  const auto ancienne = batiment(sql, p.nom().nom, Role::active);
  if (!ancienne) throw Depassee("la projection active a disparu");
  return {*ancienne, condense(sql, p, *ancienne)};
}

void refuser(postgres::Connection& sql, const Batiment& b, const std::string& verdict) {
  log::error("projection reconstruite différente", {{"projection", b.nom}, {"verdict", verdict}});
  sql.run("UPDATE projections SET verdict = $3 WHERE nom = $1 AND generation = $2", {b.nom, b.generation, verdict});
}

/// True when the new rows are those of the old, at the same position. Otherwise the reason is kept and shown.
bool egale(postgres::Connection& sql, const Projection& p, Batiment& neuve) {
  const auto [ancienne, avant] = photographier(sql, p);
  while (neuve.position < ancienne.position) rapprocher(sql, p, neuve, ancienne.position);
  if (neuve.position > ancienne.position) throw Depassee(kRevenue);
  const auto apres = condense(sql, p, neuve);
  if (avant == apres) return true;
  refuser(sql, neuve,
          "à la position " + std::to_string(neuve.position) + ", actuelle : " + avant + " ; reconstruite : " + apres);
  return false;
}

void echanger_roles(postgres::Connection& sql, const Batiment& neuve) {
  if (const auto precedente = batiment(sql, neuve.nom, Role::precedente)) demolir(sql, *precedente);
  sql.run(
      "UPDATE projections SET role = CASE role WHEN 'construction' THEN 'active' ELSE 'precedente' END "
      "WHERE nom = $1 AND role IN ('active', 'construction')",
      {neuve.nom});
}

/// False when too many events were left to apply them under the lock.
bool basculer(postgres::Connection& sql, const Projection& p, Batiment neuve) {
  postgres::Transaction tx(sql);
  sql.execute("SET LOCAL synchronous_commit = on");
  const auto m = modele(sql, p, tenir(sql, neuve.nom, Role::active));
  if (m.but - neuve.position > kDernierePart) return false;
  if (m.but < neuve.position) throw Depassee(kRevenue);
  if (m.but > neuve.position) avancer_dans(sql, p, neuve, tranche_pour(sql, p, neuve, m.but).evenements(), m.but);
  echanger_roles(sql, neuve);
  tx.commit();
  log::info("projection reconstruite", {{"projection", neuve.nom}, {"position", neuve.position}});
  return true;
}

void conclure(postgres::Connection& sql, const Projection& p, Batiment& neuve) {
  const auto comparable = modele(sql, p, batiment(sql, neuve.nom, Role::active)).ancienne.has_value();
  {
    postgres::Transaction tx(sql);
    creer_index(sql, p, neuve);
    tx.commit();
  }
  if (comparable && !neuve.accepter_difference && !egale(sql, p, neuve)) return;
  while (!basculer(sql, p, neuve))
    rapprocher(sql, p, neuve, modele(sql, p, batiment(sql, neuve.nom, Role::active)).but);
}

}  // namespace

void creer_index(postgres::Connection& sql, const Projection& p, const Batiment& b) {
  if (p.index().empty()) return;
  sql.execute("SET LOCAL search_path TO " + b.schema() + "; " + p.index() + "; SET LOCAL search_path TO DEFAULT");
}

bool Reconstruction::tour(postgres::Connection& sql) {
  if (!existe_registre(sql)) return false;
  for (auto& b : batiments(sql, Role::construction)) {
    if (!b.verdict.empty() || !est_projection(b.nom)) continue;
    const auto& p = projection(b.nom);
    const auto but = modele(sql, p, batiment(sql, b.nom, Role::active)).but;
    if (b.position > but) continue;  // what answers was put back, and is catching up
    if (b.position < but)
      rapprocher(sql, p, b, but);
    else
      conclure(sql, p, b);
    return true;
  }
  return false;
}

}  // namespace comptoir::event_store::projections
