// Which events of an id are meant: the services', or, where no service has told of it, those that were posted.
#pragma once
#include <string>

#include "libs/postgres/connection.hpp"
#include "services/event-store/app/origine.hpp"

namespace comptoir::event_store {

/// True when no service has told of the aggregate.
inline bool est_poste(postgres::Connection& sql, const std::string& aggregate_id) {
  return !sql.run("SELECT EXISTS (SELECT FROM evenements WHERE aggregate_id = $1 AND stream IS NOT NULL)",
                  {aggregate_id})
              .boolean(0, 0);
}

}  // namespace comptoir::event_store
