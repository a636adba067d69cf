// A private Redis: append-only file in <data>/redis, reached by a unix socket only.
//
// Nothing in it is needed: services fill it again from their journals. So what it cannot read any more (zeros at the end of its
// file, after a power cut) is put aside as <data>/redis.illisible, and it begins anew.
#pragma once
#include "apps/comptoir/infra/data_dir.hpp"
#include "apps/comptoir/infra/supervised.hpp"

namespace comptoir::infra {

class EmbeddedRedis {
 public:
  explicit EmbeddedRedis(const DataDir& data);

  /// Returns when it answers PING. Throws Permanent when redis-server is missing (with the cure), Retryable when it does not start.
  void start();
  /// Starts it again when it has died, and when it refuses writes for good: after one failed fsync of its file it asks for no other
  /// one, and answers MISCONF until it is started anew. (After a full disk it accepts writes again by itself, as soon as it can.)
  void tend(std::chrono::steady_clock::time_point now);
  void stop() { server_.stop(); }
  std::filesystem::path socket() const;

 private:
  void prepare() const;
  void put_aside() const;
  void configure() const;

  const DataDir& data_;
  std::filesystem::path folder_;
  Supervised server_;
  std::chrono::steady_clock::time_point next_look_{}, accepted_{};
};

}  // namespace comptoir::infra
