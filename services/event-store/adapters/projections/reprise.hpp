// What a projection parked is tried again, once its cause is cured.
#pragma once
#include "services/event-store/adapters/projections/registre.hpp"
#include "services/event-store/app/projections/atelier.hpp"

namespace comptoir::event_store::projections {

/// Aggregates that one request tries: the projections stand still meanwhile.
inline constexpr std::int64_t kRepris = 1'000;

/// Applies the parked events of the projection that answers, aggregate by aggregate, each in one transaction: all of
/// them, in the order of the log, and none is parked any more; or none, with the new reason. Throws what is the
/// world's fault; what was done before stays.
///
/// Another instance that works on the projection may still park what comes for an aggregate that was just freed: then
/// it stands there alone, and the next try takes it.
Issue reprendre(postgres::Connection&, const Demande&);

}  // namespace comptoir::event_store::projections
