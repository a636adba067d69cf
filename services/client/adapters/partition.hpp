// Which partition a command goes to.
#pragma once
#include <cstdint>
#include <optional>

#include "services/client/app/messages.hpp"

namespace comptoir::client {

/// As service::Room::partition_key() asks. Who has a reference is created where its twin would be: of two, one is refused.
/// Anybody else, anywhere.
std::optional<std::uint64_t> partition_key(const Message&);

}  // namespace comptoir::client
