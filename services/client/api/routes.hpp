// The HTTP paths of the clients (contracts/README.md).
#pragma once
#include "libs/service/room.hpp"
#include "services/client/app/appliquer.hpp"

namespace comptoir::client {

void add_routes(service::Routes&);

/// What a command answers: the client (200 when forgotten, else 201), or the refusal.
http::Response to_response(const Message&, const Issue&);

}  // namespace comptoir::client
