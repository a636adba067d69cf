// The remains of who was forgotten, out of the data files.
//
// PostgreSQL keeps an old row until no snapshot can see it, and its bytes in the page after that: VACUUM only makes the
// place free. So: VACUUM until none can see what was there before the forgetting, then VACUUM FULL, which writes the tables and
// their indexes anew. The note in `a_effacer` goes last, so that a death in between is made good by the next life; only the
// notes that were there before: other partitions forget meanwhile.
#pragma once
#include <chrono>
#include <vector>

#include "libs/postgres/connection.hpp"

namespace comptoir::client {

/// Not thread-safe: of the worker's thread.
class Effacement {
 public:
  /// There may be remains: look at the next tick.
  void prevoir();
  /// Call often, outside a transaction; it does nothing most of the time. Waits at most kLockWait for each table that
  /// others are reading; what cannot be done now is tried again, less and less often. Throws ConnectionLost only.
  void tick(postgres::Connection&);

 private:
  using Time = std::chrono::steady_clock::time_point;
  static bool effacer(postgres::Connection&, const std::vector<std::int64_t>& clients);
  void remettre();

  bool prevu_ = true;  ///< an earlier life may have left something
  int essais_ = 0;
  Time prochain_{};
};

}  // namespace comptoir::client
