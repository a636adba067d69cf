// The catalogue in PostgreSQL: one read and one write for a whole batch.
#pragma once
#include <span>

#include "libs/postgres/connection.hpp"
#include "services/produits/app/catalogue.hpp"
#include "services/produits/app/messages.hpp"

namespace comptoir::produits {

/// The products that the messages name, by id or by code. Call inside the batch's transaction.
Catalogue load(postgres::Connection&, std::span<const Message* const>);
void save(postgres::Connection&, const Catalogue&);

}  // namespace comptoir::produits
