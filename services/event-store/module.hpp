// The event store: the global log, its reads and projections.
#pragma once
#include <memory>

#include "libs/metrics/registry.hpp"
#include "libs/service/room.hpp"

namespace comptoir::event_store {

/// `metrics` outlives the room; nullptr counts nothing.
std::unique_ptr<service::Room> make_room(metrics::Registry* metrics = nullptr);

}  // namespace comptoir::event_store
