// Brings a database to the newest schema: numbered steps, each once, under a lock.
#pragma once
#include <span>

#include "libs/postgres/connection.hpp"

namespace comptoir::postgres {

/// Takes away nothing that the version before it reads: in an upgrade that one goes on answering reads for a while.
struct Migration {
  int version;
  const char* sql;
};

/// Runs the steps above the database's version, in order, each in its own transaction with its record.
/// Instances that start together wait for each other. Throws Permanent when the database is newer than the program.
void migrate(Connection&, std::string_view room, std::span<const Migration>);

}  // namespace comptoir::postgres
