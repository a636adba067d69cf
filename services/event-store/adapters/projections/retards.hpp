// Orders that wait, and those that have waited for too long.
#pragma once
#include "libs/metrics/registry.hpp"
#include "libs/postgres/connection.hpp"
#include "services/event-store/domain/projections/delais.hpp"

namespace comptoir::event_store::projections {

/// comptoir_sagas_en_cours, comptoir_sagas_en_retard and comptoir_saga_attente_max_seconds, by what is waited for and by
/// the service that owes it. One thread.
class Retards {
 public:
  Retards(metrics::Registry*, Delais);
  /// Counts anew, when it was not done within the last kPeriode. `schema`: of the projection `sagas`.
  void mesurer(postgres::Connection&, const std::string& schema);

  static constexpr std::chrono::milliseconds kPeriode{1000};

 private:
  struct Series {
    prometheus::Gauge *en_cours, *en_retard, *attente_max;
    void mettre(double cours, double retard, double attente) const {
      en_cours->Set(cours), en_retard->Set(retard), attente_max->Set(attente);
    }
  };
  Series& series(const std::string& etape, const std::string& service);

  metrics::Registry* registre_;
  Delais delais_;
  std::map<std::string, Series> series_;  ///< by step
  std::chrono::steady_clock::time_point prochaine_{};
};

}  // namespace comptoir::event_store::projections
