// What the room shows of its tables.
#pragma once
#include "libs/http/message.hpp"
#include "libs/postgres/connection.hpp"

namespace comptoir::panier {

http::Response read_panier(const http::Request&, postgres::Connection&);
http::Response read_commandes(const http::Request&, postgres::Connection&);
http::Response read_commande(const http::Request&, postgres::Connection&);

/// The path's order id; Refusal 404 when it is not of the form cmd-<uuid>, for then there is no such order.
std::string commande_id_of(const http::Request&);

}  // namespace comptoir::panier
