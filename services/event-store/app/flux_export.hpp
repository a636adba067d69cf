// The log as lines, a page at a time, up to where it stood when the export began. While a client takes one page the next is
// read: one in hand, one ahead, no more.
#pragma once
#include <memory>
#include <mutex>

#include "services/event-store/app/flux_ports.hpp"

namespace comptoir::event_store {

class Export : public std::enable_shared_from_this<Export> {
 public:
  /// Positions in (apres, jusque]; `jusque`: nothing is the head at the first page, and no more than that ever is.
  Export(PagesFlux& pages, Filtre filtre, std::int64_t apres, std::optional<std::int64_t> jusque)
      : pages_(pages), filtre_(std::move(filtre)), position_(apres), jusque_(jusque) {}

  /// The last piece says `fin`; `coupe` when the database does not answer.
  void suivant(Donner);

 private:
  void demander();
  void recevoir(std::optional<PageFlux>);
  Morceau::Suite avancer(const std::optional<PageFlux>&);
  Donner qui_attend();
  Donner ranger_sauf_si_attendu(Morceau&);

  PagesFlux& pages_;
  const Filtre filtre_;
  std::int64_t position_;
  std::optional<std::int64_t> jusque_;
  bool borne_ = false;  ///< jusque_ is known to be in the log

  std::mutex mutex_;
  bool lecture_ = false;         ///< a page is asked for: position_, jusque_ and borne_ are its reader's
  Donner attend_;                ///< the client waits for it
  std::optional<Morceau> pret_;  ///< read ahead
};

}  // namespace comptoir::event_store
