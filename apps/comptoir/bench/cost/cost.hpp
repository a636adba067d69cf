// What a run cost the machine: read before, read after, subtracted.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "apps/comptoir/infra/data_dir.hpp"

namespace comptoir::bench {

struct Cost {
  std::map<std::string, double> cpu_seconds;  ///< by program: comptoir, postgres, redis-server, generateur
  std::map<std::string, std::int64_t>
      memory_kib;  ///< proportional set size: shared memory is shared out among its users
  std::int64_t wal_bytes = 0, wal_syncs = 0, wal_writes = 0;
  std::int64_t commits = 0;
  std::int64_t redis_operations = 0;
  std::string lives{};  ///< of PostgreSQL and Redis: another one once either has begun again, and its counters with it
};

/// Counters since each process began. Throws Retryable when a store cannot be asked.
Cost read_cost(const infra::Running&);
/// `after` minus `before`; memory is that of `after`.
Cost spent(const Cost& before, const Cost& after);

/// What the servers themselves say of how durable they are: "fsync" -> "on" and so on.
std::map<std::string, std::string> durability(const infra::Running&);

/// CPU seconds that this process has used.
double own_cpu_seconds();

/// CPU seconds and proportional set size, in KiB, of a process and all its descendants, by program name.
struct Usage {
  std::map<std::string, double> cpu_seconds;
  std::map<std::string, std::int64_t> memory_kib;
};
Usage usage_of_tree(pid_t root);

}  // namespace comptoir::bench
