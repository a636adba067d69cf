// Connections for readers. Bounded; a caller waits its turn; a dead connection is replaced.
#pragma once
#include <condition_variable>
#include <mutex>

#include "libs/postgres/connection.hpp"

namespace comptoir::postgres {

class Pool {
 public:
  /// Opens nothing until asked. `size`: the most connections at once.
  Pool(std::string conninfo, std::size_t size) : conninfo_(std::move(conninfo)), size_(size), free_(size) {}

  /// Runs `work(Connection&)` on a free connection, in no transaction. Thread-safe. Waits at most kMaxWait,
  /// then throws Transient.
  template <class Work>
  auto with(Work work) {
    Lease lease(*this);
    return work(*lease.connection);
  }

  struct Use {
    std::size_t size, busy;
  };
  Use use() {
    const std::lock_guard lock(mutex_);
    return {size_, size_ - free_};
  }

  static constexpr std::chrono::seconds kMaxWait{10};

 private:
  struct Lease {
    explicit Lease(Pool& p) : pool(p), connection(p.take()) {}
    ~Lease() { pool.give(std::move(connection)); }
    Pool& pool;
    std::unique_ptr<Connection> connection;
  };
  std::unique_ptr<Connection> take();
  void give(std::unique_ptr<Connection>);

  std::string conninfo_;
  std::mutex mutex_;
  std::condition_variable returned_;
  const std::size_t size_;
  std::size_t free_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace comptoir::postgres
