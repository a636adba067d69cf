// produits-service: the catalogue.
#pragma once
#include <memory>

#include "libs/service/room.hpp"

namespace comptoir::produits {

std::unique_ptr<service::Room> make_room();

}  // namespace comptoir::produits
