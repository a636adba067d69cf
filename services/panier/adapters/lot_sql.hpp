// The working set in PostgreSQL: loaded and written set by set, one statement per table.
#pragma once
#include "libs/postgres/connection.hpp"
#include "services/panier/app/lot.hpp"

namespace comptoir::panier {

/// Products that are `remembered` are not read again.
Lot load(postgres::Connection&, const Besoins&, const Catalogue& remembered);

/// Writes what changed, rows in key order. `now` dates the carts.
void write(postgres::Connection&, const Lot&, Instant now);

}  // namespace comptoir::panier
