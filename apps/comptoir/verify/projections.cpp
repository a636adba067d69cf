#include "apps/comptoir/verify/projections.hpp"

#include <thread>

#include "services/event-store/app/projections/noms.hpp"

namespace comptoir::verify {
namespace {

constexpr std::chrono::milliseconds kLookAgain{20};

}  // namespace

std::optional<Projected> projected(postgres::Connection& store, const std::string& name) {
  const auto rows = store.run(
      "SELECT generation, position, (SELECT count(*) FROM projections_ecartees e WHERE e.nom = p.nom AND e.generation "
      "= p.generation) FROM projections p WHERE nom = $1 AND role = 'active'",
      {name});
  if (rows.rows() == 0) return std::nullopt;
  const auto generation = rows.integer(0, 0);
  return Projected{name, event_store::projections::schema_de(name, generation), generation, rows.integer(0, 1),
                   rows.integer(0, 2)};
}

void wait_for_projections(postgres::Connection& store) {
  const auto deadline = std::chrono::steady_clock::now() + kProjectionPatience;
  while (std::chrono::steady_clock::now() < deadline &&
         store
             .run("SELECT EXISTS (SELECT FROM projections, tete WHERE role = 'active' AND projections.position < "
                  "tete.position)")
             .boolean(0, 0))
    std::this_thread::sleep_for(kLookAgain);
}

std::string in_schema(std::string sql, const Projected& p) {
  constexpr std::string_view kSlot = "{schema}";
  for (std::size_t at; (at = sql.find(kSlot)) != std::string::npos;) sql.replace(at, kSlot.size(), p.schema);
  return sql;
}

std::string told_to(const Projected& p, std::string_view types, std::string_view read) {
  return "dit AS MATERIALIZED (SELECT global_position p, event_type t, aggregate_id a, horodatage h, CASE WHEN "
         "event_type "
         "IN (" +
         std::string(read) +
         ") THEN convert_from(enveloppe, 'UTF8')::jsonb->'data' END d FROM evenements e WHERE global_position <= " +
         std::to_string(p.position) + " AND global_position <> ALL($1::bigint[]) AND event_type IN (" +
         std::string(types) +
         ") AND stream IS NOT NULL AND NOT EXISTS (SELECT FROM projections_ecartees x WHERE x.nom = '" + p.name +
         "' AND x.generation = " + std::to_string(p.generation) + " AND x.position = e.global_position))";
}

}  // namespace comptoir::verify
