// The one use case: give an event its dense global position and its aggregate's next version, once.
#pragma once
#include "libs/base/ids.hpp"
#include "services/event-store/app/lot.hpp"

namespace comptoir::event_store {

/// Where an event stood in its producer's journal, and its bytes.
struct Provenance {
  std::string stream;
  std::int64_t seq = 0;
  std::string enveloppe;
};

/// Whatever was posted, it is recorded. An event id that a service has told before is left alone.
void recevoir(Lot&, const EvenementRecu&, Provenance);

/// One answer for all events of a request.
struct Publication {
  enum class Issue {
    cree,
    repete,     ///< all of them are known with this content: their places are the first ones
    contredit,  ///< an id is known with other content, or is a service's, or only some of them are known
    conflit,    ///< an expectation does not hold
    reserve     ///< the aggregate is a service's
  };
  struct Inscrit {
    std::string event_id;
    Place place;
  };
  Issue issue = Issue::cree;
  std::vector<Inscrit> inscrits;  ///< cree and repete: one per event
  std::size_t coupable = 0;       ///< contredit, conflit and reserve: the first event that is wrong
  std::int64_t courante = 0;      ///< conflit: the version of its aggregate
};

/// Adds to the lot all events of the request, or nothing. An event's expectation counts those before it in the request.
Publication publier(Lot&, const Publier&, Instant now, IdSource&);

}  // namespace comptoir::event_store
