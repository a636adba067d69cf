// The working set's way in and out of PostgreSQL: a few statements for a whole batch.
#pragma once
#include <span>

#include "libs/postgres/connection.hpp"
#include "services/ventes/app/lot.hpp"

namespace comptoir::ventes {

/// Everything the messages may touch. No locks: an order belongs to one partition, its client's. Lines are loaded where a sale may come of them.
Lot charger(postgres::Connection&, std::span<const Message* const>);

/// What has changed, in key order; orders confirmed in this lot become sales.
void enregistrer(postgres::Connection&, const Lot&);

}  // namespace comptoir::ventes
