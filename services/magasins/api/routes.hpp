// The HTTP paths of the stores (contracts/README.md).
#pragma once
#include "libs/service/room.hpp"
#include "services/magasins/domain/magasin.hpp"

namespace comptoir::magasins {

void add_routes(service::Routes&);

/// What a command answers.
http::Response to_response(const Decision&);

}  // namespace comptoir::magasins
