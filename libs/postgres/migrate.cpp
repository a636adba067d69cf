#include "libs/postgres/migrate.hpp"

namespace comptoir::postgres {
namespace {

// Any fixed number: one lock for all migrations of a database.
constexpr std::int64_t kMigrationLock = 7'203'915;

void apply(Connection& c, std::string_view room, const Migration& step) {
  Transaction tx(c);
  c.execute(step.sql);
  tx.run("INSERT INTO migrations(room, version) VALUES ($1, $2)", {room, step.version});
  tx.commit();
}

}  // namespace

void migrate(Connection& c, std::string_view room, std::span<const Migration> steps) {
  c.run("SELECT pg_advisory_lock($1)", {kMigrationLock});
  c.execute(
      "CREATE TABLE IF NOT EXISTS migrations(room text NOT NULL, version bigint NOT NULL, "
      "applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (room, version))");
  const auto found = c.run("SELECT coalesce(max(version), 0) FROM migrations WHERE room = $1", {room});
  const auto version = found.integer(0, 0);
  if (!steps.empty() && version > steps.back().version)
    throw Permanent("La base est au schéma " + std::to_string(version) + " de " + std::string(room) +
                    ", ce programme n'en connaît que " + std::to_string(steps.back().version) +
                    " : un programme plus récent l'a migrée. Remettez en service le programme plus récent.");
  for (const auto& step : steps)
    if (step.version > version) apply(c, room, step);
  c.run("SELECT pg_advisory_unlock($1)", {kMigrationLock});
}

}  // namespace comptoir::postgres
