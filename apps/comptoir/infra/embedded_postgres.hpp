// A private PostgreSQL: made on first use in <data>/pg, reached by a unix socket only, one role and database per service.
#pragma once
#include "apps/comptoir/infra/data_dir.hpp"
#include "apps/comptoir/infra/supervised.hpp"

namespace comptoir::infra {

class EmbeddedPostgres {
 public:
  explicit EmbeddedPostgres(const DataDir& data);

  /// Returns when it takes connections and every name of `owners` is a role that owns a database of that name.
  /// A first start cut at any point is taken up again by the next. Throws Permanent when PostgreSQL 15 or later is missing
  /// (with the cure), Retryable when it does not start.
  void start(const std::vector<std::string>& owners, std::int64_t partitions = 1);
  void tend(std::chrono::steady_clock::time_point now) { server_.tend(now); }
  void stop() { server_.stop(); }

 private:
  void initialise();
  /// Makes lock files left by a server that is no more fit for the next one.
  void adopt_locks() const;
  void configure(std::int64_t partitions) const;
  void make_databases(const std::vector<std::string>& owners) const;
  std::string connection_text() const;

  const DataDir& data_;
  std::filesystem::path folder_;
  std::filesystem::path binaries_;
  Supervised server_;
};

/// The folder of the newest PostgreSQL of at least version 15, from $PATH and /usr/lib/postgresql. Throws Permanent.
std::filesystem::path find_postgres();

}  // namespace comptoir::infra
