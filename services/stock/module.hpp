// stock-service: stock per store and the reservations of orders.
#pragma once
#include <chrono>
#include <memory>

#include "libs/bus/streams.hpp"
#include "libs/service/room.hpp"

namespace comptoir::stock {

/// `delai_reservation`: how long an order may hold stock before ventes-service is asked to decide.
std::unique_ptr<service::Room> make_room(std::chrono::milliseconds delai_reservation, bus::Partition = {});

}  // namespace comptoir::stock
