#include "services/event-store/adapters/projections/reprise.hpp"

#include "libs/log/log.hpp"
#include "services/event-store/adapters/projections/avance.hpp"

namespace comptoir::event_store::projections {
namespace {

constexpr const char* kDeLAgregat = "WHERE nom = $1 AND generation = $2 AND aggregate_id = $3";

Textes agregats_ecartes(postgres::Connection& sql, const Batiment& b) {
  const auto rows = sql.run(
      "SELECT aggregate_id FROM projections_ecartees WHERE nom = $1 AND generation = $2 "
      "GROUP BY aggregate_id ORDER BY min(position) LIMIT $3",
      {b.nom, b.generation, kRepris});
  Textes out;
  for (int i = 0; i < rows.rows(); ++i) out.push_back(rows.string(i, 0));
  return out;
}

// The projector waits at the row that is held: nothing comes for the aggregate meanwhile.
std::int64_t appliquer_ecartes(postgres::Connection& sql, const Batiment& b, const std::string& agregat) {
  postgres::Transaction tx(sql);
  sql.execute("SET LOCAL synchronous_commit = on");
  const auto tenue = tenir(sql, b.nom, Role::active);
  if (!tenue || tenue->generation != b.generation) throw Depassee("la projection " + b.nom + " a été remplacée");
  const auto retires = sql.run(std::string("DELETE FROM projections_ecartees ") + kDeLAgregat + " RETURNING position",
                               {b.nom, b.generation, agregat});
  Entiers positions;
  for (int i = 0; i < retires.rows(); ++i) positions.push_back(retires.integer(i, 0));
  const Tranche tranche(sql, positions);
  projection(b.nom).appliquer(sql, b.schema(), tranche.evenements());
  tx.commit();
  return std::ssize(positions);
}

void noter_raison(postgres::Connection& sql, const Batiment& b, const std::string& agregat, const std::string& raison) {
  log::warn("agrégat encore écarté d'une projection",
            {{"projection", b.nom}, {"agregat", agregat}, {"raison", raison}});
  sql.run(std::string("UPDATE projections_ecartees SET raison = $4 ") + kDeLAgregat +
              " AND position = (SELECT min(position) FROM projections_ecartees " + kDeLAgregat + ")",
          {b.nom, b.generation, agregat, raison});
}

std::int64_t encore_ecartes(postgres::Connection& sql, const Batiment& b) {
  return sql.run("SELECT count(*) FROM projections_ecartees WHERE nom = $1 AND generation = $2", {b.nom, b.generation})
      .integer(0, 0);
}

}  // namespace

Issue reprendre(postgres::Connection& sql, const Demande& d) {
  const auto b = batiment(sql, d.nom, Role::active);
  if (!b || b->version != projection(d.nom).nom().version)
    return {.refus = "La projection " + d.nom + " n'est pas de la version de ce programme : il la reconstruit."};
  Issue issue{.generation = b->generation};
  for (const auto& agregat : agregats_ecartes(sql, *b)) {
    try {
      issue.repris += appliquer_ecartes(sql, *b, agregat);
    } catch (const std::exception& e) {
      if (!est_poison(e)) throw;
      noter_raison(sql, *b, agregat, e.what());
    }
  }
  issue.ecartes = encore_ecartes(sql, *b);
  return issue;
}

}  // namespace comptoir::event_store::projections
