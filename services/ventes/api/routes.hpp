// ventes-service's HTTP paths: all reads.
#pragma once
#include "libs/service/room.hpp"

namespace comptoir::ventes {

void routes(service::Routes&);

http::Response lister_ventes(const http::Request&, postgres::Connection&);
http::Response lire_vente(const http::Request&, postgres::Connection&);
http::Response lister_commandes(const http::Request&, postgres::Connection&);
http::Response lire_commande(const http::Request&, postgres::Connection&);
http::Response rapport(const http::Request&, postgres::Connection&);

}  // namespace comptoir::ventes
