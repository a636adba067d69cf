// The story of an order: how far it has come, what it waits for and since when.
#pragma once
#include <string>

#include "libs/base/clock.hpp"
#include "services/event-store/domain/projections/etapes.hpp"

namespace comptoir::event_store::projections {

struct Saga {
  std::optional<std::int64_t> client_id, magasin_id;
  Etapes vues = 0;
  std::optional<Instant> echeance;  ///< of its reservation of stock
  Instant debut{};                  ///< its first event
  Instant depuis{};                 ///< the event after which it has waited for what it waits for
  std::optional<Instant> fin;       ///< the event that completed it
};

/// What one event says of it.
struct Pas {
  Etapes etape = 0;
  Instant le{};
  std::optional<std::int64_t> client_id, magasin_id;
  std::optional<Instant> echeance;
};

void appliquer(Saga&, const Pas&);

}  // namespace comptoir::event_store::projections
