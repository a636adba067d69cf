#include "services/event-store/api/vue.hpp"

#include "libs/base/ids.hpp"
#include "libs/service/api.hpp"

namespace comptoir::event_store::projections {
namespace {

struct Etat {
  std::string schema;
  std::int64_t position = 0;
};

[[noreturn]] void indisponible(const std::string& detail) {
  throw service::Refusal{http::try_later(503, "Projection indisponible", detail)};
}

Etat etat(postgres::Connection& sql, const Nom& p) {
  const auto rows =
      sql.run("SELECT generation, position FROM projections WHERE nom = $1 AND role = 'active' AND version = $2",
              {p.nom, p.version});
  if (rows.rows() == 0) indisponible("La projection " + std::string(p.nom) + " est en construction; réessayez.");
  return {schema_de(p.nom, rows.integer(0, 0)), rows.integer(0, 1)};
}

}  // namespace

std::string vue(const http::Request& request, postgres::Connection& sql, Patience& patience, const Nom& p) {
  const auto apres = service::query_int(request, "apres", 0, INT64_MAX).value_or(0);
  auto present = etat(sql, p);
  if (present.position < apres && !patience.commencee()) {
    patience.commencer(std::string(p.nom), kMaxAttenteApres);
    present = etat(sql, p);
  }
  if (present.position >= apres) return std::move(present.schema);
  if (!patience.epuisee()) Patience::patienter();
  indisponible("La projection " + std::string(p.nom) + " est à la position " + std::to_string(present.position) +
               ", pas encore à " + std::to_string(apres) + "; réessayez.");
}

Periode periode(const http::Request& request) {
  const auto du = service::query_day(request, "du"), au = service::query_day(request, "au");
  if (du && au && *au < *du)
    throw service::Refusal{service::invalid({{"au", "jour égal ou postérieur à `du` attendu"}})};
  return {du, au ? std::optional<Instant>(*au + std::chrono::days{1}) : std::nullopt};
}

std::optional<std::int64_t> id_voulu(const http::Request& request, const std::string& nom) {
  return service::query_int(request, nom, 1, kMaxId);
}

}  // namespace comptoir::event_store::projections
