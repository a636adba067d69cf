#include "libs/service/ownership.hpp"

#include <thread>

namespace comptoir::service {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kOwnerLock = 7'203'916;
constexpr auto kTakeOver = 10s;   // until the owner's session is gone
constexpr auto kTryAgain = 20ms;  // more often than a worker that stands by

constexpr auto kOwner =
    "SELECT a.pid::bigint, a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
    "WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.classid::bigint << 32 | l.objid::bigint = $1 "
    "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())";

std::int64_t lock_of(int partition) { return kOwnerLock + (std::int64_t{partition} << 32); }

void end_owner(postgres::Connection& c, int partition, std::string_view application) {
  const auto owner = c.run(kOwner, {lock_of(partition)});
  if (owner.rows() == 0) return;
  if (owner.text(0, 1) == application)
    throw Retryable("un autre " + std::string(application) + " travaille sur cette base ; attendez qu'il finisse");
  c.run("SELECT pg_terminate_backend($1::int)", {owner.integer(0, 0)});
}

}  // namespace

bool try_own(postgres::Connection& c, int partition, const std::string& name) {
  if (!c.run("SELECT pg_try_advisory_lock($1)", {lock_of(partition)}).boolean(0, 0)) return false;
  if (!name.empty()) take_name(c, name);
  return true;
}

std::string owner(postgres::Connection& c, int partition) {
  const auto found = c.run(kOwner, {lock_of(partition)});
  return found.rows() == 0 ? "" : found.string(0, 1);
}

void take_name(postgres::Connection& c, const std::string& name) {
  c.run("SELECT set_config('application_name', $1, false)", {name});
}

std::vector<std::string> instances(postgres::Connection& c, std::chrono::milliseconds silence) {
  const auto rows = c.run(
      "SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = current_database() AND application_name "
      "LIKE 'http://%' AND (state = 'active' OR state_change > clock_timestamp() - $1 * interval '1 ms') ORDER BY 1",
      {silence.count()});
  std::vector<std::string> out;
  for (int i = 0; i < rows.rows(); ++i) out.push_back(rows.string(i, 0));
  return out;
}

void take_over(postgres::Connection& c, int partitions, std::string_view application) {
  const auto limit = std::chrono::steady_clock::now() + kTakeOver;
  for (int p = 0; p < partitions; ++p)
    while (!try_own(c, p)) {
      if (std::chrono::steady_clock::now() > limit)
        throw Retryable("le service ne lâche pas sa base ; arrêtez-le, puis recommencez");
      end_owner(c, p, application);
      std::this_thread::sleep_for(kTryAgain);
    }
}

}  // namespace comptoir::service
