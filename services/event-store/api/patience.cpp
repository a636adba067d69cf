#include "services/event-store/api/patience.hpp"

#include "libs/service/api.hpp"

namespace comptoir::event_store {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

// Looks that nobody called for: rarer and rarer, so that a thousand that wait for nothing cost little.
constexpr std::chrono::milliseconds kPremierPas = 50ms, kDernierPas = 1s;

}  // namespace

void Patience::commencer(const std::string& quoi, std::chrono::milliseconds au_plus) {
  if (place_) return;
  limite_ = steady_clock::now() + au_plus;
  place_ = attente_->prendre(quoi);
  if (!place_) throw service::Refusal{service::unavailable("Trop de lecteurs attendent ; réessayez.")};
}

bool Patience::epuisee() const { return steady_clock::now() >= limite_ || attente_->fermee(); }

void Patience::allonger() { pas_ = std::clamp(2 * pas_, kPremierPas, kDernierPas); }

void Patience::rappeler(std::function<void()> rappel) const {
  attente_->rappeler(place_, std::min(limite_, steady_clock::now() + pas_), std::move(rappel));
}

}  // namespace comptoir::event_store
