#include "services/event-store/app/flux.hpp"

namespace comptoir::event_store {
namespace {

constexpr std::chrono::milliseconds kTour{250};  // at least this often: what is late by that much is late for nobody
constexpr std::size_t kSondeOctets = 1024 * 1024;

}  // namespace

Flux::Flux(PagesFlux& pages, Montre montre, Anneau anneau)
    : pages_(pages), montre_(std::move(montre)), saut_(anneau.capacite()), diffusion_(std::move(anneau)) {}

void Flux::demarrer() {
  fil_ = GuardedThread("flux", [this] {
    while (!arret_) {
      diffusion_.attendre_publication(kTour);
      tour();
    }
  });
}

void Flux::arreter() {
  if (arret_.exchange(true)) return;
  diffusion_.publier({});
  if (fil_.joinable()) fil_.join();
}

Ouverture<Lecteur> Flux::lire(const std::string& adresse, Filtre filtre, std::optional<std::int64_t> apres) {
  auto [refus, place] = lecteurs_.prendre(adresse);
  if (refus != Places::Refus::aucun) return {refus};
  auto lecteur = std::make_shared<Lecteur>(diffusion_, pages_, montre_, std::move(filtre), apres);
  return {refus, std::move(lecteur), std::move(place)};
}

Ouverture<Export> Flux::exporter(const std::string& adresse, Filtre filtre, std::int64_t apres,
                                 std::optional<std::int64_t> jusque) {
  auto [refus, place] = exports_.prendre(adresse);
  if (refus != Places::Refus::aucun) return {refus};
  return {refus, std::make_shared<Export>(pages_, std::move(filtre), apres, jusque), std::move(place)};
}

void Flux::publier(std::vector<EvenementFlux> evenements) {
  sondage_ = montre_() + kSondage;
  diffusion_.publier(std::move(evenements));
}

void Flux::tour() {
  for (const auto& qui : diffusion_.reveilles(montre_())) qui->avancer();
  if (diffusion_.attendants() > 0 && montre_() >= sondage_.load()) sonder();
}

// Also where we write: a committed event that nobody told us of must not be missed for ever.
void Flux::sonder() {
  sondage_ = Moment::max();  // one at a time
  const auto depuis = diffusion_.derniere();
  pages_.lire({depuis, std::nullopt, {}, kSondeOctets}, [this, depuis](std::optional<PageFlux> page) {
    sondage_ = montre_() + kSondage;
    if (page) recevoir_sonde(depuis.value_or(page->tete), std::move(*page));
  });
}

void Flux::recevoir_sonde(std::int64_t depuis, PageFlux page) {
  if (page.tete - depuis > saut_) return diffusion_.sauter(page.tete);
  const bool encore = page.position < page.tete;
  if (!page.evenements.empty()) diffusion_.publier(std::move(page.evenements));
  if (encore) sondage_ = Moment::min();
}

}  // namespace comptoir::event_store
