#include "services/event-store/adapters/projections/registre.hpp"

namespace comptoir::event_store::projections {
namespace {

const std::string kChoisirBatiment =
    "SELECT nom, generation, version, position, accepter_difference, coalesce(verdict, '') FROM projections ";

Batiment batiment_de(const postgres::Result& r, int i) {
  return {r.string(i, 0), r.integer(i, 1), r.integer(i, 2), r.integer(i, 3), r.boolean(i, 4), r.string(i, 5)};
}

std::optional<Batiment> premier(const postgres::Result& rows) {
  return rows.rows() == 0 ? std::nullopt : std::optional(batiment_de(rows, 0));
}

}  // namespace

const char* nom_de(Role role) {
  switch (role) {
    case Role::active: return "active";
    case Role::construction: return "construction";
    case Role::precedente: return "precedente";
  }
  return "";
}

bool existe_registre(postgres::Connection& sql) {
  return !sql.run("SELECT to_regclass('projections')::text").is_null(0, 0);
}

std::vector<Batiment> batiments(postgres::Connection& sql, Role role) {
  const auto rows = sql.run(kChoisirBatiment + "WHERE role = $1 ORDER BY nom", {nom_de(role)});
  std::vector<Batiment> out;
  for (int i = 0; i < rows.rows(); ++i) out.push_back(batiment_de(rows, i));
  return out;
}

std::optional<Batiment> batiment(postgres::Connection& sql, std::string_view nom, Role role) {
  return premier(sql.run(kChoisirBatiment + "WHERE nom = $1 AND role = $2", {nom, nom_de(role)}));
}

std::optional<Batiment> tenir(postgres::Connection& sql, std::string_view nom, Role role) {
  return premier(sql.run(kChoisirBatiment + "WHERE nom = $1 AND role = $2 FOR UPDATE", {nom, nom_de(role)}));
}

Batiment batir(postgres::Connection& sql, const Projection& p, Role role, bool accepter_difference) {
  const auto rows = sql.run(
      "INSERT INTO projections (nom, generation, role, version, position, accepter_difference) "
      "SELECT $1, coalesce(max(generation), 0) + 1, $2, $3, 0, $4 FROM projections WHERE nom = $1 "
      "RETURNING nom, generation, version, position, accepter_difference, ''",
      {p.nom().nom, nom_de(role), p.nom().version, accepter_difference});
  const auto b = batiment_de(rows, 0);
  sql.execute("CREATE SCHEMA " + b.schema() + "; SET LOCAL search_path TO " + b.schema() + "; " + p.ddl() +
              "; SET LOCAL search_path TO DEFAULT");
  return b;
}

void demolir(postgres::Connection& sql, const Batiment& b) {
  sql.execute("DROP SCHEMA IF EXISTS " + b.schema() + " CASCADE");
  sql.run("DELETE FROM projections WHERE nom = $1 AND generation = $2", {b.nom, b.generation});
}

bool deplacer(postgres::Connection& sql, const Batiment& b, std::int64_t jusqua) {
  return sql.run(
                "UPDATE projections SET position = $4, maj_le = clock_timestamp() "
                "WHERE nom = $1 AND generation = $2 AND position = $3",
                {b.nom, b.generation, b.position, jusqua})
             .affected() == 1;
}

std::set<std::string, std::less<>> ecartes(postgres::Connection& sql, const Batiment& b) {
  const auto rows = sql.run("SELECT DISTINCT aggregate_id FROM projections_ecartees WHERE nom = $1 AND generation = $2",
                            {b.nom, b.generation});
  std::set<std::string, std::less<>> out;
  for (int i = 0; i < rows.rows(); ++i) out.insert(rows.string(i, 0));
  return out;
}

void ecarter(postgres::Connection& sql, const Batiment& b, std::span<const Evenement> evenements,
             const std::string& raison) {
  for (const auto& e : evenements)
    sql.run(
        "INSERT INTO projections_ecartees (nom, generation, position, event_id, event_type, aggregate_id, raison) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {b.nom, b.generation, e.position, e.event_id, e.event_type, e.aggregate_id, raison});
}

}  // namespace comptoir::event_store::projections
