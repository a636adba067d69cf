#include "services/event-store/app/flux_places.hpp"

namespace comptoir::event_store {

Places::Prise Places::prendre(const std::string& adresse) {
  const std::lock_guard lock(mutex_);
  if (prises_ >= total_) return {Refus::complet};
  auto& siennes = par_[adresse];
  if (siennes >= par_adresse_) return {Refus::adresse};
  ++prises_, ++siennes;
  return {Refus::aucun, std::shared_ptr<void>(nullptr, [this, adresse](void*) { rendre(adresse); })};
}

void Places::rendre(const std::string& adresse) {
  const std::lock_guard lock(mutex_);
  --prises_;
  const auto siennes = par_.find(adresse);
  if (--siennes->second == 0) par_.erase(siennes);
}

}  // namespace comptoir::event_store
