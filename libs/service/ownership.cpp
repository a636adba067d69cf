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

void end_owner(postgres::Connection& c, std::string_view application) {
  const auto owner = c.run(kOwner, {kOwnerLock});
  if (owner.rows() == 0) return;
  if (owner.text(0, 1) == application)
    throw Retryable("un autre " + std::string(application) + " travaille sur cette base ; attendez qu'il finisse");
  c.run("SELECT pg_terminate_backend($1::int)", {owner.integer(0, 0)});
}

}  // namespace

bool try_own(postgres::Connection& c, const std::string& name) {
  if (!c.run("SELECT pg_try_advisory_lock($1)", {kOwnerLock}).boolean(0, 0)) return false;
  if (!name.empty()) c.run("SELECT set_config('application_name', $1, false)", {name});
  return true;
}

std::string owner(postgres::Connection& c) {
  const auto found = c.run(kOwner, {kOwnerLock});
  return found.rows() == 0 ? "" : found.string(0, 1);
}

void take_over(postgres::Connection& c, std::string_view application) {
  const auto limit = std::chrono::steady_clock::now() + kTakeOver;
  while (!try_own(c)) {
    if (std::chrono::steady_clock::now() > limit)
      throw Retryable("le service ne lâche pas sa base ; arrêtez-le, puis recommencez");
    end_owner(c, application);
    std::this_thread::sleep_for(kTryAgain);
  }
}

}  // namespace comptoir::service
