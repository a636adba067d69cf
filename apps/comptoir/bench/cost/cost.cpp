#include "apps/comptoir/bench/cost/cost.hpp"

#include <sys/resource.h>

#include "libs/postgres/connection.hpp"
#include "libs/redis/connection.hpp"

namespace comptoir::bench {
namespace {

constexpr std::chrono::seconds kPatience{5};
constexpr const char* kSettings[] = {"fsync",           "synchronous_commit", "full_page_writes",
                                     "wal_sync_method", "wal_compression",    "shared_buffers"};
constexpr std::size_t kRunId = std::string_view("run_id:").size() + 40;
constexpr const char* kGenerator = "generateur";

postgres::Connection as_owner(const infra::Running& system) {
  return postgres::Connection("host='" + system.postgres + "' user=postgres dbname=postgres");
}

redis::Connection redis_of(const infra::Running& system) {
  return redis::Connection({.socket = system.redis}, kPatience);
}

std::int64_t counter(const std::string& info, const std::string& name) {
  const auto at = info.find(name + ':');
  return at == info.npos ? 0 : std::stoll(info.substr(at + name.size() + 1));
}

void read_postgres(const infra::Running& system, Cost& cost) {
  auto connection = as_owner(system);
  const auto wal = connection.run("SELECT wal_bytes::bigint, wal_sync, wal_write FROM pg_stat_wal");
  cost.wal_bytes = wal.integer(0, 0);
  cost.wal_syncs = wal.integer(0, 1);
  cost.wal_writes = wal.integer(0, 2);
  cost.lives = connection.run("SELECT pg_postmaster_start_time()::text").string(0, 0);
  cost.commits = connection.run("SELECT sum(xact_commit)::bigint FROM pg_stat_database").integer(0, 0);
}

template <class Value>
void subtract(std::map<std::string, Value>& after, const std::map<std::string, Value>& before) {
  for (const auto& [name, value] : before) after[name] -= value;
}

}  // namespace

double own_cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Cost read_cost(const infra::Running& system) {
  Cost cost;
  const auto usage = usage_of_tree(system.pid);
  cost.cpu_seconds = usage.cpu_seconds;
  cost.memory_kib = usage.memory_kib;
  cost.cpu_seconds[kGenerator] = own_cpu_seconds();
  read_postgres(system, cost);
  auto redis = redis_of(system);
  cost.redis_operations = counter(redis.run({"INFO", "stats"}).text, "total_commands_processed");
  const auto server = redis.run({"INFO", "server"}).text;
  cost.lives += ' ' + server.substr(server.find("run_id:"), kRunId);
  return cost;
}

Cost spent(const Cost& before, const Cost& after) {
  Cost cost = after;
  subtract(cost.cpu_seconds, before.cpu_seconds);
  cost.wal_bytes -= before.wal_bytes;
  cost.wal_syncs -= before.wal_syncs;
  cost.wal_writes -= before.wal_writes;
  cost.commits -= before.commits;
  cost.redis_operations -= before.redis_operations;
  return cost;
}

std::map<std::string, std::string> durability(const infra::Running& system) {
  std::map<std::string, std::string> said;
  auto connection = as_owner(system);
  for (const auto* name : kSettings) said[name] = connection.run("SELECT current_setting($1)", {name}).string(0, 0);
  auto redis = redis_of(system);
  for (const auto* name : {"appendonly", "appendfsync"}) {
    const auto reply = redis.run({"CONFIG", "GET", name});
    said[name] = reply.items.size() == 2 ? reply.items[1].text : "?";
  }
  return said;
}

}  // namespace comptoir::bench
