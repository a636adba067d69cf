// The log in PostgreSQL: three statements read a batch's working set, one writes it.
#pragma once
#include "libs/postgres/connection.hpp"
#include "services/event-store/app/lot.hpp"

namespace comptoir::event_store {

Lot load(postgres::Connection&, const Besoins&);

/// The bytes of a row. A posted event gets the envelope it would have had on a stream.
std::string enveloppe_de(const Rangee&);

/// Appends lot.nouvelles. `now` is their enregistre_le.
void write(postgres::Connection&, const Lot&, Instant now);

}  // namespace comptoir::event_store
