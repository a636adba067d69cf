// Reads of the stores: straight from SQL to JSON.
#pragma once
#include "libs/http/message.hpp"
#include "libs/postgres/connection.hpp"

namespace comptoir::magasins {

/// `q` (in the name, any case), `ouvert`.
http::Response list_stores(const http::Request&, postgres::Connection&);
http::Response one_store(const http::Request&, postgres::Connection&);

}  // namespace comptoir::magasins
