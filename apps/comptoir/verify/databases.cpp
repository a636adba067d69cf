#include "apps/comptoir/verify/databases.hpp"

#include "apps/comptoir/verify/projections.hpp"

namespace comptoir::verify {
namespace {

constexpr const char* kApplication = "comptoir_verify";
constexpr const char* kBegin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; ";

// What looks must not be able to touch. Only a platform that brings its own PostgreSQL has this role for sure.
void only_read(postgres::Connection& sql) {
  const auto role = sql.run("SELECT 1 FROM pg_roles WHERE rolname = $1 AND pg_has_role(oid, 'MEMBER')", {kReadingRole});
  if (role.rows() > 0) sql.execute(std::string("SET ROLE ") + kReadingRole);
}

void add_heads(std::map<std::string, std::int64_t>& heads, postgres::Connection& connection) {
  const auto rows = connection.run("SELECT stream, max(seq) FROM journal GROUP BY stream");
  for (int i = 0; i < rows.rows(); ++i) heads[rows.string(i, 0)] = rows.integer(i, 1);
}

}  // namespace

// Consumers before producers would show positions behind, never ahead; the order of the snapshots only matters while the
// system works, and then at_rest() says so.
Databases::Databases(const Config& config) : config_(config) {
  connect();
  wait_for_projections(of("event-store"));
  for (auto& [name, connection] : connections_) connection->execute(std::string(kBegin) + "SELECT 1");
  read_heads();
  read_gaps();
}

Databases::Databases(Databases& first) : config_(first.config_), heads_(first.heads_), gaps_(first.gaps_) {
  connect();
  for (auto& [name, connection] : connections_) {
    const auto snapshot = first.of(name).run("SELECT pg_export_snapshot()").string(0, 0);
    connection->execute(kBegin + ("SET TRANSACTION SNAPSHOT '" + snapshot + "'"));
  }
}

void Databases::connect() {
  for (const auto& service : kServices) {
    auto connection = std::make_unique<postgres::Connection>(config_.conninfo_of(service.name, kApplication));
    only_read(*connection);
    connections_[std::string(service.name)] = std::move(connection);
  }
}

void Databases::mark() { execute("SAVEPOINT controle"); }
void Databases::back() { execute("ROLLBACK TO SAVEPOINT controle"); }
void Databases::unmark() { execute("RELEASE SAVEPOINT controle"); }

void Databases::execute(const char* statement) {
  for (auto& [name, connection] : connections_) connection->execute(statement);
}

std::vector<std::string> Databases::services() const {
  std::vector<std::string> names;
  for (const auto& [name, connection] : connections_) names.push_back(name);
  return names;
}

void Databases::read_heads() {
  for (auto& [name, connection] : connections_) add_heads(heads_, *connection);
}

std::map<std::string, std::int64_t> Databases::newest_heads() const {
  std::map<std::string, std::int64_t> heads;
  for (const auto& service : kServices) {
    postgres::Connection connection(config_.conninfo_of(service.name, kApplication));
    add_heads(heads, connection);
  }
  return heads;
}

void Databases::read_gaps() {
  for (auto& [name, connection] : connections_) {
    const auto rows = connection->run("SELECT stream, seq FROM positions ORDER BY stream");
    for (int i = 0; i < rows.rows(); ++i) {
      const auto head = heads_.find(rows.string(i, 0));
      const Gap gap{name, rows.string(i, 0), rows.integer(i, 1), head == heads_.end() ? 0 : head->second};
      if (gap.position != gap.head) gaps_.push_back(gap);
    }
  }
}

}  // namespace comptoir::verify
