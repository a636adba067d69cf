// client-service: customers, balances, payments.
#pragma once
#include <memory>

#include "libs/bus/streams.hpp"
#include "libs/service/room.hpp"

namespace comptoir::client {

std::unique_ptr<service::Room> make_room(bus::Partition = {});

}  // namespace comptoir::client
