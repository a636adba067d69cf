#include <map>

#include "services/event-store/api/materialisees.hpp"
#include "services/event-store/app/projections/noms.hpp"

namespace comptoir::event_store::projections {
namespace {

// role, version, generation, position, parked, verdict, created, moved; by name.
constexpr const char* kChoisirEtats =
    "SELECT role, version, generation, position, (SELECT count(*) FROM projections_ecartees e WHERE e.nom = p.nom AND "
    "e.generation = p.generation), verdict, creee_le, maj_le, nom FROM projections p ORDER BY nom, role";

void ecrire_batiment(json::Writer& w, const postgres::Result& r, int i, std::int64_t tete) {
  w.open().field("generation", r.integer(i, 2)).field("version", r.integer(i, 1)).field("position", r.integer(i, 3));
  w.field("retard", std::max<std::int64_t>(0, tete - r.integer(i, 3))).field("ecartes", r.integer(i, 4));
  w.field("verdict", r.optional_string(i, 5));
  w.field("creee_le", format_rfc3339(r.optional_instant(i, 6)));
  w.field("maj_le", format_rfc3339(r.optional_instant(i, 7)));
  w.close();
}

void ecrire_role(json::Writer& w, const char* role, std::string_view nom, const postgres::Result& r,
                 std::int64_t tete) {
  w.key(role);
  for (int i = 0; i < r.rows(); ++i)
    if (r.text(i, 8) == nom && r.text(i, 0) == role) return ecrire_batiment(w, r, i, tete);
  w.null();
}

}  // namespace

http::Response lister_projections(const http::Request&, postgres::Connection& sql) {
  const auto rows = sql.run(kChoisirEtats);
  const auto tete = sql.run("SELECT position FROM tete").integer(0, 0);
  json::Writer w;
  w.open().field("tete", tete).key("projections").open_array();
  for (const auto& p : kProjections) {
    w.open().field("nom", p.nom).field("version", p.version);
    for (const char* role : {"active", "construction", "precedente"}) ecrire_role(w, role, p.nom, rows, tete);
    w.close();
  }
  w.close_array().close();
  return service::json_response(200, std::move(w).text());
}

http::Response reponse(const Demande& d, const Issue& issue) {
  if (issue.indisponible) return service::unavailable("Rien n'a été fait; réessayez.");
  if (!issue.refus.empty()) return service::conflict(issue.refus);
  json::Writer w;
  w.open().field("nom", d.nom).field("generation", issue.generation);
  if (d.quoi == Demande::Quoi::reprendre) w.field("repris", issue.repris).field("ecartes", issue.ecartes);
  w.close();
  return service::json_response(d.quoi == Demande::Quoi::reconstruire ? 202 : 200, std::move(w).text());
}

}  // namespace comptoir::event_store::projections
