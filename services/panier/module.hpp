// The cart: carts, checkout, orders placed.
#pragma once
#include <memory>

#include "libs/bus/streams.hpp"
#include "libs/service/room.hpp"

namespace comptoir::panier {

std::unique_ptr<service::Room> make_room(bus::Partition = {});

}  // namespace comptoir::panier
