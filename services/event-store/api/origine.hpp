// Which events of an id are meant: the services', or, where no service has told of it, those that were posted.
#pragma once
#include <string>

#include "libs/postgres/connection.hpp"

namespace comptoir::event_store {

inline constexpr const char* kPoste = "poste";
inline constexpr const char* kService = "service";

/// The condition on a row; each has indexes of its own.
inline const char* origine_sql(bool postee) { return postee ? "stream IS NULL" : "stream IS NOT NULL"; }

/// True when no service has told of the aggregate.
inline bool est_poste(postgres::Connection& sql, const std::string& aggregate_id) {
  return !sql.run("SELECT EXISTS (SELECT FROM evenements WHERE aggregate_id = $1 AND stream IS NOT NULL)",
                  {aggregate_id})
              .boolean(0, 0);
}

}  // namespace comptoir::event_store
