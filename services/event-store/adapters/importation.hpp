// An exported log, line by line, into an empty store.
#pragma once
#include <functional>
#include <istream>

#include "libs/postgres/connection.hpp"

namespace comptoir::event_store {

struct Importe {
  std::int64_t evenements = 0;
  std::string hash;  ///< of the last one, hexadecimal
};

/// `sql` is the owner's session. Every hash is computed anew and must be what its line says; consumed streams continue
/// where the log leaves them. One transaction: killed, or refused, it leaves the store empty. `progress` is given the
/// number of events so far. Throws Permanent, with the line, when the store is not empty or the log does not hold.
Importe importer(postgres::Connection& sql, std::istream& lignes, std::int64_t partition,
                 const std::function<void(std::int64_t)>& progress);

}  // namespace comptoir::event_store
