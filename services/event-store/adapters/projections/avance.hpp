// Brings one building of a projection forward: rows and position in one transaction.
//
// A batch that fails is halved until the culprit stands alone. It is parked in `projections_ecartees` in the transaction
// that moves the position, and so are the later events of its aggregate, in order; everything else flows, in this
// projection and in the others. A failure that is the world's, or the program's (a table that is gone), parks nothing:
// it is thrown, and tried again later.
#pragma once
#include "services/event-store/adapters/projections/registre.hpp"

namespace comptoir::event_store::projections {

/// Events per transaction, read at once and held in memory.
inline constexpr std::int64_t kTranche = 10'000;

/// Somebody else moved the position: another instance, or a swap.
struct Depassee : Retryable {
  using Retryable::Retryable;
};

/// True when it is the event that cannot be applied: the data or a constraint of the tables refuses it.
bool est_poison(const std::exception&);

/// Applies `evenements`, all those of the projection's types in ]b.position, jusqua], and moves `b` there.
void avancer(postgres::Connection&, const Projection&, Batiment& b, std::span<const Evenement> evenements,
             std::int64_t jusqua);

/// The same in the caller's transaction, and in one piece: what cannot be applied is thrown.
void avancer_dans(postgres::Connection&, const Projection&, Batiment& b, std::span<const Evenement> evenements,
                  std::int64_t jusqua);

}  // namespace comptoir::event_store::projections
