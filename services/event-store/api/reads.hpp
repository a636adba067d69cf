// The log and its projections, as HTTP.
#pragma once
#include "libs/http/message.hpp"
#include "libs/postgres/connection.hpp"
#include "services/event-store/api/patience.hpp"

namespace comptoir::event_store {

/// Longest `attendre_ms`.
inline constexpr std::int64_t kMaxAttente = 30'000;

http::Response read_evenements(const http::Request&, postgres::Connection&);
http::Response read_evenement(const http::Request&, postgres::Connection&);  ///< one, by its id

/// With `attendre_ms`, for an order: not before it has ended completely or that time has passed; an order that nobody can be
/// about to tell of is 404 at once. With `version`, `position` or `at`: as it was then, 404 when it did not exist yet.
http::Response read_projection(const http::Request&, postgres::Connection&, Patience&);

/// The fields that differ between the versions `from` (0: before the first event) and `to`.
http::Response read_difference(const http::Request&, postgres::Connection&);

}  // namespace comptoir::event_store
