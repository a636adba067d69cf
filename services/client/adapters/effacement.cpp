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

// VACUUM says how many dead rows it had to leave; what this session has still to report is not to be added to that.
std::int64_t rows_held_back(postgres::Connection& sql) {
  sql.run("SELECT pg_stat_force_next_flush()");
  each_table(sql, "VACUUM");
  return sql
      .run("SELECT coalesce(sum(n_dead_tup), 0)::bigint FROM pg_stat_user_tables WHERE relname = ANY($1::text[])",
           {std::vector<std::string>(kTables.begin(), kTables.end())})
      .integer(0, 0);
}

}  // namespace

void Effacement::prevoir() {
  prevu_ = true;
  essais_ = 0;
}

void Effacement::tick(postgres::Connection& sql) {
  if (!prevu_ || steady_clock::now() < prochain_) return;
  prevu_ = sql.run("SELECT 1 FROM a_effacer LIMIT 1").rows() > 0;
  if (!prevu_) return;
  const auto begun = steady_clock::now();
  if (!effacer(sql)) return remettre();
  sql.run("DELETE FROM a_effacer");
  prevu_ = false;
  prochain_ = steady_clock::now() + kRest * (steady_clock::now() - begun);
}

bool Effacement::effacer(postgres::Connection& sql) try {
  const LockWait wait(sql);
  if (rows_held_back(sql) > 0) return false;
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
