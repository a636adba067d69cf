// The ring for all, and the readers that wait at its end. Thread-safe.
//
// A reader waits only if nothing follows its position, looked at under the lock under which events arrive: none is
// missed. It waits with no thread of its own; whoever runs `reveilles` wakes it.
#pragma once
#include <condition_variable>
#include <map>
#include <mutex>

#include "services/event-store/app/flux_anneau.hpp"
#include "services/event-store/app/flux_ports.hpp"

namespace comptoir::event_store {

/// Who waits for events.
class Attendant {
 public:
  virtual ~Attendant() = default;
  virtual void avancer() = 0;

 private:
  friend class Diffusion;
  bool parti_ = false;  // under the lock of Diffusion
};

class Diffusion {
 public:
  explicit Diffusion(Anneau anneau) : anneau_(std::move(anneau)) {}

  /// Committed events, in order.
  void publier(std::vector<EvenementFlux>);
  /// See Anneau::sauter.
  void sauter(std::int64_t tete);
  /// The same, but only where nothing is known yet.
  void situer(std::int64_t tete);
  std::optional<std::int64_t> derniere() const;

  Anneau::Lecture lire(std::int64_t apres, const Filtre&, std::size_t octets) const;

  /// False when something follows `apres`: read first. True: `avancer` will be called once, when something follows or the
  /// deadline has come; never when the reader has left.
  bool attendre(const std::shared_ptr<Attendant>&, std::int64_t apres, Moment echeance);
  /// The reader has left: it waits no more, now or later.
  void quitter(Attendant&);
  std::size_t attendants() const;

  /// Those whose wait is over; they wait no more.
  std::vector<std::shared_ptr<Attendant>> reveilles(Moment maintenant);
  /// Returns when events came since the last return, or after that time.
  void attendre_publication(std::chrono::milliseconds);

 private:
  struct EnAttente {
    std::shared_ptr<Attendant> qui;
    std::int64_t apres;
    Moment echeance;
  };

  mutable std::mutex mutex_;
  std::condition_variable publie_;
  bool nouveau_ = false;
  Anneau anneau_;
  std::map<const Attendant*, EnAttente> attentes_;
};

}  // namespace comptoir::event_store
