// Which partition a command goes to.
#pragma once
#include <cstdint>
#include <optional>

#include "services/panier/app/messages.hpp"

namespace comptoir::panier {

/// As service::Room::partition_key() asks: its client. An order's id says the partition of its client (service::IdsOfPartition).
std::optional<std::uint64_t> partition_key(const Message&);

}  // namespace comptoir::panier
