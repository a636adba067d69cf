// The working set's way in and out of PostgreSQL: a few statements for a whole batch.
#pragma once
#include <span>

#include "libs/bus/streams.hpp"
#include "libs/postgres/connection.hpp"
#include "services/stock/adapters/memoire.hpp"
#include "services/stock/app/lot.hpp"
#include "services/stock/app/resultat.hpp"

namespace comptoir::stock {

/// Everything the messages may touch; articles that are remembered are not read. Takes the lock of each store concerned, in order, until the transaction ends:
/// stores are shared between partitions, and a lock per row would cost as much as the writing.
Lot charger(postgres::Connection&, const Memoire&, std::span<const Message* const>);

/// The same for facts that are told again. Takes no lock: nobody else writes then.
Lot charger(postgres::Connection&, const std::vector<Fait>&);

/// What has changed, in key order.
void enregistrer(postgres::Connection&, const Lot&);

/// Active reservations of that partition's clients, past their deadline, that nobody has been told of; at most kMaxEcheances.
std::vector<Expirer> echues(postgres::Connection&, Instant maintenant, bus::Partition);
inline constexpr std::int64_t kMaxEcheances = 500;

}  // namespace comptoir::stock
