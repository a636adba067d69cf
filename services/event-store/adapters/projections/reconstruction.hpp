// Builds a projection anew beside the one that answers, and puts it in its place.
//
//   load      from position 0, batch by batch: position and rows are one transaction, so a kill -9 costs one batch
//   index     once the load has caught up
//   compare   the old rows' digest is taken in one snapshot, at the position P they have there; the new ones are brought
//             to P exactly, and theirs is taken. Equal, or the swap does not happen. Not when the logic has changed:
//             then the rows should differ.
//   swap      in one transaction that holds both rows of `projections`: the last events, then the roles. The old
//             building stays, and goes on from where it stands if it is put back.
//
// The old projection goes on meanwhile; nobody waits but for the last transaction.
#pragma once
#include "services/event-store/adapters/projections/registre.hpp"

namespace comptoir::event_store::projections {

class Reconstruction {
 public:
  /// One batch, or one of the ends above; false when there is nothing to build.
  bool tour(postgres::Connection&);
};

void creer_index(postgres::Connection&, const Projection&, const Batiment&);

}  // namespace comptoir::event_store::projections
