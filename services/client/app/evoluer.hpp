// What each fact makes of clients, ledger and payments: the same whether it has just been decided or is read back from
// the log.
#pragma once
#include "services/client/app/lot.hpp"

namespace comptoir::client {

/// `le` dates the ledger's lines. Throws Permanent when the balance does not come to what the fact says.
void evoluer(Lot&, const Fait&, Instant le);

}  // namespace comptoir::client
