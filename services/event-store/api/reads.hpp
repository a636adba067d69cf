// The log and its projections, as HTTP.
#pragma once
#include "libs/http/message.hpp"
#include "libs/postgres/connection.hpp"
#include "services/event-store/app/attente.hpp"

namespace comptoir::event_store {

/// Longest `attendre_ms`.
inline constexpr std::int64_t kMaxAttente = 30'000;

http::Response read_evenements(const http::Request&, postgres::Connection&);
http::Response read_evenement(const http::Request&, postgres::Connection&);  ///< one, by its id

/// With `attendre_ms`, for an order: not before it has ended completely or that time has passed.
http::Response read_projection(const http::Request&, postgres::Connection&, Attente&);

}  // namespace comptoir::event_store
