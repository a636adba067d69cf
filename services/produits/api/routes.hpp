// The HTTP paths of the catalogue (contracts/README.md).
#pragma once
#include "libs/service/room.hpp"
#include "services/produits/domain/produit.hpp"

namespace comptoir::produits {

void add_routes(service::Routes&);

/// What a command answers.
http::Response to_response(const Decision&);

}  // namespace comptoir::produits
