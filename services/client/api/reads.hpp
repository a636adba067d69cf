// Reads of the clients: straight from SQL to JSON.
#pragma once
#include "libs/http/message.hpp"
#include "libs/postgres/connection.hpp"

namespace comptoir::client {

/// `q` (in name or reference, any case), `reference`.
http::Response list_clients(const http::Request&, postgres::Connection&);
http::Response one_client(const http::Request&, postgres::Connection&);
/// From the first line on.
http::Response list_ledger(const http::Request&, postgres::Connection&);

}  // namespace comptoir::client
