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

/// An event id that is known is left alone: it was posted before it came.
void recevoir(Lot&, const EvenementRecu&, Provenance);

struct Publication {
  enum class Issue { cree, repete, contredit };
  Issue issue;
  std::string event_id;
  Place place;
};

Publication publier(Lot&, const PublierEvenement&, Instant now, IdSource&);

}  // namespace comptoir::event_store
