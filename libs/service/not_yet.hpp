// How a read waits without holding a thread, or a connection to the database.
#pragma once
#include "libs/service/room.hpp"

namespace comptoir::service {

/// Thrown by a Query whose answer is not there yet. Its thread goes back; `again` is asked in its place, with the same request,
/// once `when` has called what it was given: one time, from any thread, at once perhaps. `when` may throw Refusal.
struct NotYet {
  std::function<void(std::function<void()> wake)> when;
  Routes::Query again;
};

}  // namespace comptoir::service
