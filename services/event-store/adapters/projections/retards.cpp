#include "services/event-store/adapters/projections/retards.hpp"

#include "services/event-store/app/projections/en_retard.hpp"
#include "services/event-store/domain/projections/etapes.hpp"

namespace comptoir::event_store::projections {

Retards::Retards(metrics::Registry* registre, Delais delais) : registre_(registre), delais_(delais) {
  if (!registre) return;
  for (const auto& attente : attentes()) series(std::string(attente.etape), std::string(attente.service));
}

Retards::Series& Retards::series(const std::string& etape, const std::string& service) {
  const auto [place, nouvelle] = series_.try_emplace(etape);
  if (nouvelle) {
    const metrics::Labels labels{{"attend", etape}, {"service", service}};
    place->second = {
        &registre_->gauge("comptoir_sagas_en_cours", "Commandes qui attendent cet événement.", labels),
        &registre_->gauge("comptoir_sagas_en_retard", "Commandes qui l'attendent depuis trop longtemps.", labels),
        &registre_->gauge("comptoir_saga_attente_max_seconds", "Depuis quand la plus ancienne l'attend.", labels)};
  }
  return place->second;
}

void Retards::mesurer(postgres::Connection& sql, const std::string& schema) {
  if (!registre_ || std::chrono::steady_clock::now() < prochaine_) return;
  prochaine_ = std::chrono::steady_clock::now() + kPeriode;
  const auto rows =
      sql.run("SELECT attendue, service, count(*), count(*) FILTER (WHERE " + en_retard_sql("$1::bigint") +
                  "), greatest(0, (extract(epoch FROM now() - min(depuis)) * 1000)::bigint) FROM " + schema +
                  ".sagas WHERE fin IS NULL GROUP BY attendue, service",
              {delais_.etape.count()});
  for (auto& [etape, s] : series_) s.mettre(0, 0, 0);
  for (int i = 0; i < rows.rows(); ++i)
    series(rows.string(i, 0), rows.string(i, 1))
        .mettre(static_cast<double>(rows.integer(i, 2)), static_cast<double>(rows.integer(i, 3)),
                static_cast<double>(rows.integer(i, 4)) / 1000);
}

}  // namespace comptoir::event_store::projections
