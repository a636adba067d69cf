// Which partition a command goes to, and what partitions share.
#pragma once
#include <cstdint>
#include <optional>

#include "services/stock/app/messages.hpp"

namespace comptoir::stock {

/// As service::Room::partition_key() asks. A person's command is about one store: its receipts and adjustments stay in order,
/// in one partition.
std::optional<std::uint64_t> partition_key(const Message&);

/// The store whose stock a message may change: the orders of all partitions do, so its lock comes before any reading.
std::optional<std::int64_t> magasin_a_verrouiller(const Message&);

}  // namespace comptoir::stock
