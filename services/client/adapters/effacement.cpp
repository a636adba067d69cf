#include "services/client/adapters/effacement.hpp"

#include "libs/log/log.hpp"

namespace comptoir::client {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto kTables = {"clients", "cles_clients", "idempotence"};  // where a name, or the key to one, can be
constexpr auto kLockWait = "SET lock_timeout = '2s'";
constexpr auto kFirstPause = 250ms;  // after a try that was held back; doubles
constexpr auto kLongestPause = 60s;
constexpr int kTries = 70;  // about an hour
constexpr int kRest = 20;   // times as long as it took: the tables are locked for a twentieth of the time at most

/// A statement that waits for others must not keep them, and the worker, waiting.
class LockWait {
 public:
  explicit LockWait(postgres::Connection& sql) : sql_(sql) { sql_.execute(kLockWait); }
  ~LockWait() {
    try {
      sql_.execute("RESET lock_timeout");
    } catch (const std::exception&) {  // the session is lost, and its settings with it
    }
  }
  LockWait(const LockWait&) = delete;
  LockWait& operator=(const LockWait&) = delete;

 private:
  postgres::Connection& sql_;
};

void each_table(postgres::Connection& sql, const std::string& statement) {
  for (const std::string table : kTables) sql.execute(statement + ' ' + table);
}

// VACUUM (FREEZE) moves a table's relfrozenxid to the oldest snapshot that there is, whoever has it, and to no transaction
// that it had to leave. Past the one that noted the forgetting, what that one replaced is gone. Others may write meanwhile.
constexpr auto kHeldBack =
    "SELECT coalesce((SELECT max(age(relfrozenxid)) FROM pg_class WHERE oid = ANY($1::regclass[])) >= "
    "(SELECT min(age(xmin)) FROM a_effacer WHERE client_id = ANY($2)), false)";

bool is_held_back(postgres::Connection& sql, const std::vector<std::int64_t>& clients) {
  each_table(sql, "VACUUM (FREEZE)");
  return sql.run(kHeldBack, {std::vector<std::string>(kTables.begin(), kTables.end()), clients}).boolean(0, 0);
}

std::vector<std::int64_t> noted(postgres::Connection& sql) {
  const auto rows = sql.run("SELECT client_id FROM a_effacer");
  std::vector<std::int64_t> out;
  for (int i = 0; i < rows.rows(); ++i) out.push_back(rows.integer(i, 0));
  return out;
}

}  // namespace

void Effacement::prevoir() {
  prevu_ = true;
  essais_ = 0;
}

void Effacement::tick(postgres::Connection& sql) {
  if (!prevu_ || steady_clock::now() < prochain_) return;
  const auto clients = noted(sql);
  prevu_ = !clients.empty();
  if (!prevu_) return;
  const auto begun = steady_clock::now();
  if (!effacer(sql, clients)) return remettre();
  sql.run("DELETE FROM a_effacer WHERE client_id = ANY($1)", {clients});
  prevu_ = false;
  prochain_ = steady_clock::now() + kRest * (steady_clock::now() - begun);
}

bool Effacement::effacer(postgres::Connection& sql, const std::vector<std::int64_t>& clients) try {
  const LockWait wait(sql);
  if (is_held_back(sql, clients)) return false;
  each_table(sql, "VACUUM FULL");
  return true;
} catch (const postgres::ConnectionLost&) {
  throw;
} catch (const std::exception& e) {  // a lock not had, a full disk: the service goes on meanwhile
  log::warn("restes d'un oubli pas encore effacés", {{"raison", e.what()}});
  return false;
}

void Effacement::remettre() {
  const auto pause = kFirstPause * (1 << std::min(essais_, 10));
  prochain_ = steady_clock::now() + std::min<steady_clock::duration>(pause, kLongestPause);
  if (++essais_ < kTries) return;
  prevu_ = false;
  log::error("restes d'un oubli dans les fichiers de la base",
             {{"raison", "de vieilles transactions les retiennent ; finissez-les, puis redémarrez client-service"}});
}

}  // namespace comptoir::client
