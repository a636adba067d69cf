// Keeps the materialised projections: one thread brings the active ones forward, another builds new ones beside them.
#pragma once
#include <map>

#include "libs/metrics/registry.hpp"
#include "services/event-store/adapters/projections/avance.hpp"
#include "services/event-store/adapters/projections/ouvrier.hpp"
#include "services/event-store/adapters/projections/reconstruction.hpp"
#include "services/event-store/adapters/projections/retards.hpp"
#include "services/event-store/adapters/projections/tranche.hpp"
#include "services/event-store/app/attente.hpp"
#include "services/event-store/app/projections/atelier.hpp"

namespace comptoir::event_store::projections {

class Projecteur final : public Atelier {
 public:
  /// `metrics` outlives it; nullptr measures nothing.
  Projecteur(metrics::Registry* metrics, Delais delais);
  void start(const std::string& conninfo);
  /// Ends the threads, the waits of readers, and what was asked and not done.
  void stop();
  /// Events were committed. From any thread.
  void reveiller() { ouvrier_.reveiller(); }
  /// Told the name of a projection each time it has moved.
  Attente& attente() { return attente_; }
  const Delais& delais() const { return delais_; }
  void demander(Demande, std::function<void(Issue)> answer) override;

 private:
  using Groupe = std::vector<Batiment>;  ///< at one position: one read serves them all

  void repondre(postgres::Connection&);
  Suite tour(postgres::Connection&);
  std::map<std::int64_t, Groupe> en_retard(postgres::Connection&, std::int64_t tete);
  void mesurer(postgres::Connection&, const std::vector<Batiment>& actives, std::int64_t tete);
  void avancer_groupe(postgres::Connection&, std::int64_t position, Groupe&, std::int64_t jusqua);
  void avancer_une(postgres::Connection&, const Tranche&, Batiment&, std::int64_t jusqua);

  metrics::Registry* metrics_;
  Delais delais_;
  Retards retards_;
  Attente attente_{[this] { ouvrier_.presser(); }};
  std::map<std::string, std::chrono::steady_clock::time_point> en_pause_;  ///< after a failure, until then
  std::mutex mutex_;
  std::vector<std::pair<Demande, std::function<void(Issue)>>> demandes_;
  Reconstruction reconstruction_;
  Ouvrier ouvrier_, batisseur_;
};

}  // namespace comptoir::event_store::projections
