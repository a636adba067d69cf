// The materialised projections, as HTTP.
#pragma once
#include "libs/http/message.hpp"
#include "libs/postgres/connection.hpp"
#include "libs/service/api.hpp"
#include "libs/service/room.hpp"
#include "services/event-store/api/patience.hpp"
#include "services/event-store/app/projections/atelier.hpp"
#include "services/event-store/domain/projections/delais.hpp"

namespace comptoir::event_store::projections {

/// All outlive the routes.
void add_routes(service::Routes&, Atelier&, Attente&, const Delais&);

http::Response lister_commandes(const http::Request&, postgres::Connection&, Patience&);
http::Response lister_sagas(const http::Request&, postgres::Connection&, Patience&, const Delais&);
http::Response lire_saga(const http::Request&, postgres::Connection&, Patience&, const Delais&);
http::Response lister_ventes(const http::Request&, postgres::Connection&, Patience&);
http::Response lister_stock(const http::Request&, postgres::Connection&, Patience&);
http::Response lister_soldes(const http::Request&, postgres::Connection&, Patience&);

/// Every projection: how far it is, what it parked, what is being built.
http::Response lister_projections(const http::Request&, postgres::Connection&);
/// The answer of an Atelier to an operator.
http::Response reponse(const Demande&, const Issue&);

}  // namespace comptoir::event_store::projections
