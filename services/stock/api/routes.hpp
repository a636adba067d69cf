// stock-service's HTTP paths.
#pragma once
#include "libs/service/room.hpp"
#include "services/stock/app/resultat.hpp"

namespace comptoir::stock {

void routes(service::Routes&);

/// What a command's caller is told.
http::Response repondre(const Reponse&);

}  // namespace comptoir::stock
