#include "services/event-store/api/instants.hpp"

namespace comptoir::event_store {

std::int64_t premiere_depuis(postgres::Connection& sql, Instant at) {
  std::int64_t first = 1, end = sql.run("SELECT position FROM tete").integer(0, 0) + 1;
  while (first < end) {
    const auto middle = first + (end - first) / 2;
    const auto row = sql.run("SELECT enregistre_le FROM evenements WHERE global_position = $1", {middle});
    if (row.rows() == 1 && row.instant(0, 0) < at)
      first = middle + 1;
    else
      end = middle;
  }
  return first;
}

}  // namespace comptoir::event_store
