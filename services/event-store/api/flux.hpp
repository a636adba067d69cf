// The log as streams, over HTTP.
#pragma once
#include "services/event-store/app/flux.hpp"

namespace comptoir::event_store {

/// GET /events/flux: Server-Sent Events, without end.
http::Response ouvrir_flux(const http::Request&, Flux&);

/// GET /events/export: the log as it stands now, a line per event.
http::Response ouvrir_export(const http::Request&, Flux&);

}  // namespace comptoir::event_store
