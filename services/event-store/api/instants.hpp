// From a time to a place in the log.
#pragma once
#include "libs/postgres/connection.hpp"

namespace comptoir::event_store {

/// The first position recorded at `at` or later; one past the end when there is none. Times of record ascend with
/// positions, so this is a search by halves: a few dozen look-ups, and no index.
std::int64_t premiere_depuis(postgres::Connection&, Instant at);

}  // namespace comptoir::event_store
