// The clients' keys, in a table of their own: the one thing of this service that no event can bring back.
#pragma once
#include <set>
#include <vector>

#include "libs/postgres/connection.hpp"
#include "services/client/adapters/sceau.hpp"

namespace comptoir::client {

/// The keys of those clients that still have one.
Cles load_keys(postgres::Connection&, const std::vector<std::int64_t>& clients);
void save_keys(postgres::Connection&, const Cles&);

/// Destroys the clients' keys and their names in the answers recorded for commands, and notes that the files hold
/// remains of both (effacement.hpp). Call inside the batch's transaction, after all of it is saved.
void forget(postgres::Connection&, const std::set<std::int64_t>& clients);

}  // namespace comptoir::client
