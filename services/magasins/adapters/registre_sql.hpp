// The stores in PostgreSQL: one read and one write for a whole batch.
#pragma once
#include <span>

#include "libs/postgres/connection.hpp"
#include "services/magasins/app/messages.hpp"
#include "services/magasins/app/registre.hpp"

namespace comptoir::magasins {

/// The stores that the messages name, by id or by name. Call inside the batch's transaction.
Registre load(postgres::Connection&, std::span<const Message* const>);
void save(postgres::Connection&, const Registre&);

}  // namespace comptoir::magasins
