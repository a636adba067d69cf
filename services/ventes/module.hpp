// ventes-service: sales, and the final verdict on every order.
#pragma once
#include <memory>

#include "libs/metrics/registry.hpp"
#include "libs/service/room.hpp"

namespace comptoir::ventes {

/// `registre` must outlive the room; null for no metrics.
std::unique_ptr<service::Room> make_room(metrics::Registry* registre);

}  // namespace comptoir::ventes
