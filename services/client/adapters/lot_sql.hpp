// Clients, ledger and payments in PostgreSQL: each table read at most once and written at most once for a whole batch.
#pragma once
#include <span>

#include "libs/bus/streams.hpp"
#include "libs/postgres/connection.hpp"
#include "services/client/app/lot.hpp"
#include "services/client/app/messages.hpp"

namespace comptoir::client {

/// What the messages name. Call inside the batch's transaction. New clients are given ids of that partition.
Lot load(postgres::Connection&, std::span<const Message* const>, bus::Partition = {});
/// What the facts change, for them to be told again.
Lot load(postgres::Connection&, const std::vector<Fait>&);
void save(postgres::Connection&, const Lot&);

}  // namespace comptoir::client
