// Which tables answer a reader of a projection, and how far they have come.
#pragma once
#include "libs/http/message.hpp"
#include "libs/postgres/connection.hpp"
#include "services/event-store/api/patience.hpp"
#include "services/event-store/app/projections/noms.hpp"

namespace comptoir::event_store::projections {

/// Longest wait for `apres`.
inline constexpr std::chrono::milliseconds kMaxAttenteApres{5'000};

/// The schema of the tables. With `apres`: not before they hold all events up to that global position, so that a writer
/// reads its own writes. Refusal 503 with Retry-After when that takes longer than kMaxAttenteApres, when the tables are
/// still being built, or when the program stops.
std::string vue(const http::Request&, postgres::Connection&, Patience&, const Nom&);

/// `du` and `au`, days inclusive, as instants [debut, fin[. Refusal 422 when they are in the wrong order.
struct Periode {
  std::optional<Instant> debut, fin;
};
Periode periode(const http::Request&);

/// Positive id of the query.
std::optional<std::int64_t> id_voulu(const http::Request&, const std::string& nom);

}  // namespace comptoir::event_store::projections
