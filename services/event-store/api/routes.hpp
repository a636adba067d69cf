// The room's HTTP paths.
#pragma once
#include "libs/service/room.hpp"
#include "services/event-store/app/attente.hpp"
#include "services/event-store/app/enregistrer.hpp"

namespace comptoir::event_store {

/// `attente` outlives the routes.
void add_routes(service::Routes&, Attente& attente);

http::Response answer(const Publier&, const Publication&);

}  // namespace comptoir::event_store
