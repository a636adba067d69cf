// The room's HTTP paths: requests to messages. Reads are in reads.hpp.
#pragma once
#include "libs/service/room.hpp"

namespace comptoir::panier {

void add_routes(service::Routes&);

}  // namespace comptoir::panier
