#include "libs/postgres/pool.hpp"

namespace comptoir::postgres {

std::unique_ptr<Connection> Pool::take() {
  std::unique_lock lock(mutex_);
  if (!returned_.wait_for(lock, kMaxWait, [&] { return free_ > 0; }))
    throw Transient("PostgreSQL: every connection of the pool is busy");
  --free_;
  while (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    if (connection->alive()) return connection;
  }
  lock.unlock();
  try {
    return std::make_unique<Connection>(conninfo_);
  } catch (...) {
    give(nullptr);
    throw;
  }
}

void Pool::give(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  ++free_;
  if (connection && connection->alive()) idle_.push_back(std::move(connection));
  returned_.notify_one();
}

}  // namespace comptoir::postgres
