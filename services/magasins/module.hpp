// magasins-service: the stores.
#pragma once
#include <memory>

#include "libs/service/room.hpp"

namespace comptoir::magasins {

std::unique_ptr<service::Room> make_room();

}  // namespace comptoir::magasins
