// The embedded servers as one part. All from one thread; see child.hpp.
#pragma once
#include "apps/comptoir/infra/embedded_postgres.hpp"
#include "apps/comptoir/infra/embedded_redis.hpp"
#include "libs/config/config.hpp"

namespace comptoir::infra {

class Infra {
 public:
  explicit Infra(const DataDir& data) : data_(data), postgres_(data), redis_(data) {}

  /// Starts both and points `config` at them.
  void start(Config& config);
  /// Starts again what has died; the services reconnect by themselves. Call it often.
  void tend();
  void stop();

  std::string postgres_folder() const { return data_.sockets(); }
  std::string redis_socket() const { return redis_.socket(); }

 private:
  const DataDir& data_;
  EmbeddedPostgres postgres_;
  EmbeddedRedis redis_;
};

}  // namespace comptoir::infra
