// Reads of the catalogue: straight from SQL to JSON.
#pragma once
#include "libs/http/message.hpp"
#include "libs/postgres/connection.hpp"

namespace comptoir::produits {

/// `q` (in name or code, any case), `code`, `actif`.
http::Response list_products(const http::Request&, postgres::Connection&);
http::Response one_product(const http::Request&, postgres::Connection&);

}  // namespace comptoir::produits
