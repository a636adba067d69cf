// Who remembers what a service has told: the event store. A database that was lost, or restored from before, does not know
// that the numbers it would give next were given already, and its consumers would take none of the new events.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "libs/http/client.hpp"

namespace comptoir::service {

/// The highest seq that the event store has of each stream; nothing when it cannot be asked.
using Remembered = std::optional<std::map<std::string, std::int64_t>>;

/// Asks `GET /internal/etat/event-store` at that base URL.
Remembered ask_event_store(const std::string& url);

/// Why a service with these heads must not write; empty when it may. `service`: the name that a cure is told for.
std::string must_not_write(const std::map<std::string, std::int64_t>& heads, const Remembered&,
                           const std::string& service);

}  // namespace comptoir::service
