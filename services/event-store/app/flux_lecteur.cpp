#include "services/event-store/app/flux_lecteur.hpp"

namespace comptoir::event_store {
namespace {

constexpr std::size_t kMorceauFlux = 64 * 1024;         // bytes of a piece, so of what a reader holds
constexpr const char* kSalutation = "retry: 2000\n\n";  // ms before a client that lost us comes back

std::string ligne_id(std::int64_t position) { return "id: " + std::to_string(position) + "\n\n"; }

}  // namespace

Lecteur::Lecteur(Diffusion& diffusion, PagesFlux& pages, const Montre& montre, Filtre filtre,
                 std::optional<std::int64_t> apres)
    : diffusion_(diffusion),
      pages_(pages),
      montre_(montre),
      filtre_(std::move(filtre)),
      position_(apres),
      annoncee_(apres),
      echeance_(montre() + kBattement) {}

// The greeting goes out at once, so that the client knows it is heard.
void Lecteur::suivant(Donner donner_a) {
  donner_ = std::move(donner_a);
  if (!std::exchange(salue_, true)) return donner(kSalutation);
  avancer();
}

void Lecteur::avancer() {
  while (position_) {
    const auto lecture = diffusion_.lire(*position_, filtre_, kMorceauFlux);
    if (lecture.etat == Anneau::Etat::retard) break;
    position_ = lecture.position;
    if (!lecture.trames.empty()) return donner(lecture.trames);
    if (montre_() >= echeance_) return battre();
    // Once it waits it is another thread's.
    if (diffusion_.attendre(shared_from_this(), *position_, echeance_)) return;
  }
  demander();
}

void Lecteur::demander() {
  pages_.lire({position_, std::nullopt, filtre_, kMorceauFlux},
              [self = shared_from_this()](std::optional<PageFlux> page) { self->recevoir(std::move(page)); });
}

void Lecteur::recevoir(std::optional<PageFlux> page) {
  if (!page) return std::exchange(donner_, nullptr)({{}, Morceau::Suite::coupe});
  diffusion_.situer(page->tete);
  const bool debut = !position_;
  position_ = page->position;
  std::string texte;
  for (const auto& e : page->evenements) texte += message_sse(e);
  if (!texte.empty()) {
    annoncee_ = position_;
    return donner(std::move(texte));
  }
  // Where "now" is: a client that loses us before the first event comes back to it.
  if (debut || montre_() >= echeance_) return battre();
  avancer();
}

void Lecteur::donner(const Anneau::Trames& trames) {
  std::string texte;
  for (const auto& trame : trames) texte += trame->texte;
  annoncee_ = trames.back()->evenement.position;
  donner(std::move(texte));
}

// A client whose filter lets nothing pass learns how far the log was read: it need not be read again from there.
void Lecteur::battre() {
  if (position_ == annoncee_) return donner(": battement\n\n");
  annoncee_ = position_;
  donner(ligne_id(*position_));
}

void Lecteur::donner(std::string texte) {
  echeance_ = montre_() + kBattement;
  std::exchange(donner_, nullptr)({std::move(texte), Morceau::Suite::encore});
}

}  // namespace comptoir::event_store
