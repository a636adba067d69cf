// The room's HTTP paths.
#pragma once
#include "libs/http/client_address.hpp"
#include "libs/service/room.hpp"
#include "services/event-store/app/attente.hpp"
#include "services/event-store/app/enregistrer.hpp"
#include "services/event-store/app/flux.hpp"

namespace comptoir::event_store {

/// `attente` and `flux` outlive the routes.
void add_routes(service::Routes&, Attente& attente, Flux& flux, const http::Mandataires&);

http::Response answer(const Publier&, const Publication&);

}  // namespace comptoir::event_store
