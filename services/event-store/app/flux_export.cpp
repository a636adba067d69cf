#include "services/event-store/app/flux_export.hpp"

#include <algorithm>

namespace comptoir::event_store {
namespace {

constexpr std::size_t kMorceauExport = 256 * 1024;  // bytes of envelopes in a piece

}  // namespace

void Export::suivant(Donner donner) {
  pages_.lire({position_, jusque_, filtre_, kMorceauExport},
              [self = shared_from_this(), donner = std::move(donner)](std::optional<PageFlux> page) mutable {
                self->recevoir(std::move(page), std::move(donner));
              });
}

void Export::recevoir(std::optional<PageFlux> page, Donner donner) {
  if (!page) return donner({{}, Morceau::Suite::coupe});
  if (!std::exchange(borne_, true)) jusque_ = std::min(jusque_.value_or(page->tete), page->tete);
  position_ = page->position;
  std::string lignes;
  for (const auto& e : page->evenements) ajouter_ligne(lignes, e);
  const bool fin = position_ >= *jusque_;
  if (lignes.empty() && !fin) return suivant(std::move(donner));
  donner({std::move(lignes), fin ? Morceau::Suite::fin : Morceau::Suite::encore});
}

}  // namespace comptoir::event_store
