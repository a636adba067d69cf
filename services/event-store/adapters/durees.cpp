#include "services/event-store/adapters/durees.hpp"

namespace comptoir::event_store {
namespace {

const metrics::Buckets kSecondes = {.005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30, 60, 300, 900};

}  // namespace

Durees::Durees(metrics::Registry* registre) {
  if (!registre) return;
  for (const auto* type : {"StockIndisponible", "PaiementRefuse", "VenteConfirmee", "VenteRejetee"})
    verdicts_[type] = &registre->histogram("comptoir_saga_seconds", "D'une commande passée à son verdict.",
                                           {{"verdict", type}}, kSecondes);
}

void Durees::voir(const Rangee& r) {
  if (verdicts_.empty() || r.postee()) return;
  if (r.event_type == "CommandeCreee" && debuts_.size() < kMaxEnCours) debuts_[r.aggregate_id] = r.horodatage;
  const auto verdict = verdicts_.find(r.event_type);
  if (verdict == verdicts_.end()) return;
  const auto debut = debuts_.find(r.aggregate_id);
  if (debut == debuts_.end()) return;
  verdict->second->Observe(std::chrono::duration<double>(r.horodatage - debut->second).count());
  debuts_.erase(debut);
}

}  // namespace comptoir::event_store
