// The event store's materialised projections, as verify reads them.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libs/postgres/connection.hpp"

namespace comptoir::verify {

/// The building that answers readers of a projection.
struct Projected {
  std::string name, schema;
  std::int64_t generation = 0, position = 0, parked = 0;
};

/// Nothing while its first building has not begun.
std::optional<Projected> projected(postgres::Connection& store, const std::string& name);

/// Returns when every projection in use has reached the log's head, or after kProjectionPatience: the projector rests
/// between its turns.
void wait_for_projections(postgres::Connection& store);
inline constexpr std::chrono::seconds kProjectionPatience{2};

/// `{schema}` replaced by its schema.
std::string in_schema(std::string sql, const Projected&);

/// A CTE `dit(p, t, a, h, d)`: position, type, aggregate, time and data of the events that this building has applied, of the
/// given types (an SQL list) and not in the parameter $1 (bigint[]). The data of `read` only (another such list): to parse them is most of the time this takes.
std::string told_to(const Projected&, std::string_view types, std::string_view read);

}  // namespace comptoir::verify
