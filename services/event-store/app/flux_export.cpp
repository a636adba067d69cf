#include "services/event-store/app/flux_export.hpp"

#include <algorithm>

namespace comptoir::event_store {
namespace {

constexpr std::size_t kMorceauExport = 256 * 1024;  // bytes of envelopes in a piece

}  // namespace

void Export::suivant(Donner donner) {
  std::optional<Morceau> pret;
  bool lire = false;
  {
    const std::lock_guard lock(mutex_);
    pret = std::exchange(pret_, std::nullopt);
    if (!pret) attend_ = std::move(donner);
    lire = !lecture_ && (!pret || pret->suite == Morceau::Suite::encore);
    lecture_ = lecture_ || lire;
  }
  if (lire) demander();
  if (pret) donner(std::move(*pret));
}

void Export::demander() {
  pages_.lire({position_, jusque_, filtre_, kMorceauExport},
              [self = shared_from_this()](std::optional<PageFlux> page) { self->recevoir(std::move(page)); });
}

// The next page is asked for before this one is put into words, if somebody waits: two threads then work at the export.
void Export::recevoir(std::optional<PageFlux> page) {
  const auto suite = avancer(page);
  const bool encore = suite == Morceau::Suite::encore;
  if (encore && page->evenements.empty()) return demander();
  auto donner = qui_attend();
  const bool demande = donner && encore;
  if (demande) demander();
  Morceau lu{.suite = suite};
  if (page)
    for (const auto& e : page->evenements) ajouter_ligne(lu.texte, e);
  if (!donner && !(donner = ranger_sauf_si_attendu(lu))) return;
  if (encore && !demande) demander();
  donner(std::move(lu));
}

Donner Export::qui_attend() {
  const std::lock_guard lock(mutex_);
  return std::exchange(attend_, nullptr);
}

Donner Export::ranger_sauf_si_attendu(Morceau& lu) {
  const std::lock_guard lock(mutex_);
  if (attend_) return std::exchange(attend_, nullptr);
  pret_ = std::move(lu);
  lecture_ = false;
  return nullptr;
}

Morceau::Suite Export::avancer(const std::optional<PageFlux>& page) {
  if (!page) return Morceau::Suite::coupe;
  if (!std::exchange(borne_, true)) jusque_ = std::min(jusque_.value_or(page->tete), page->tete);
  position_ = page->position;
  return position_ >= *jusque_ ? Morceau::Suite::fin : Morceau::Suite::encore;
}

}  // namespace comptoir::event_store
