// The event store: the global log, its reads and projections.
#pragma once
#include <memory>

#include "libs/http/client_address.hpp"
#include "libs/metrics/registry.hpp"
#include "libs/service/room.hpp"

namespace comptoir::event_store {

struct Reglages {
  std::int64_t partition = 5'000'000;             ///< events in a partition of the log, at least 2
  std::string dossier_audit;                      ///< where heads are signed; empty: nowhere
  std::chrono::milliseconds signature{10'000};    ///< at least between two of them
  std::chrono::milliseconds delai_etape{30'000};  ///< of a step of an order, before it is late
  http::Mandataires mandataires{};                ///< proxies that say for whom they ask
};

/// `metrics` outlives the room; nullptr counts nothing.
std::unique_ptr<service::Room> make_room(metrics::Registry* metrics = nullptr, Reglages = {});

}  // namespace comptoir::event_store
