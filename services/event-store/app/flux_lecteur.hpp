// One reader of the flux: where it stands, and where its next events are. It is asked for a piece when its client has
// taken the one before; only one thread at a time is in it, `quitter` excepted.
#pragma once
#include "services/event-store/app/flux_diffusion.hpp"

namespace comptoir::event_store {

/// A reader hears at least this often, if only that there is nothing.
inline constexpr std::chrono::seconds kBattement{15};

class Lecteur final : public Attendant, public std::enable_shared_from_this<Lecteur> {
 public:
  /// `apres`: nothing reads from now on. All three outlive it.
  Lecteur(Diffusion&, PagesFlux&, const Montre&, Filtre, std::optional<std::int64_t> apres);

  void suivant(Donner);
  void avancer() override;
  /// From any thread: the client has left.
  void quitter() { diffusion_.quitter(*this); }

 private:
  void demander();
  void recevoir(std::optional<PageFlux>);
  void donner(std::string texte);
  void donner(const Anneau::Trames&);
  void battre();

  Diffusion& diffusion_;
  PagesFlux& pages_;
  const Montre& montre_;
  const Filtre filtre_;
  std::optional<std::int64_t> position_;  ///< up to which was looked
  std::optional<std::int64_t> annoncee_;  ///< the last id that the client was given
  Moment echeance_;                       ///< of the next sign of life
  Donner donner_;
  bool salue_ = false;
};

}  // namespace comptoir::event_store
