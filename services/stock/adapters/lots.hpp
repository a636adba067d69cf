// The working set's way in and out of PostgreSQL: a few statements for a whole batch.
#pragma once
#include <span>

#include "libs/postgres/connection.hpp"
#include "services/stock/app/lot.hpp"

namespace comptoir::stock {

/// Everything the messages may touch, locked in key order (reservations, then stock).
Lot charger(postgres::Connection&, std::span<const Message* const>);

/// What has changed, in key order. Amounts of stock are written as differences to rows that exist.
void enregistrer(postgres::Connection&, const Lot&);

/// Active reservations past their deadline that nobody has been told of, at most kMaxEcheances.
std::vector<std::string> echues(postgres::Connection&, Instant maintenant);
inline constexpr std::int64_t kMaxEcheances = 500;

}  // namespace comptoir::stock
