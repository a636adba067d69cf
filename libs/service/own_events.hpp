// A room's own events, read back from the event store in the order in which the room told them.
#pragma once
#include <deque>
#include <optional>

#include "libs/service/event_log.hpp"

namespace comptoir::service {

struct OwnEvent {
  Logged logged;
  bus::Envelope envelope;
};

/// Each stream in the order of its journal; streams among themselves by event id, since the ids of one worker ascend
/// (UUIDv7 with a counter). The log's global order would not do: it keeps the order within a stream only.
class OwnEvents {
 public:
  OwnEvents(EventLog&, const std::vector<std::string>& streams);
  /// Up to `max` events; none at the end. Throws Permanent when the log lacks one.
  std::vector<OwnEvent> next(std::size_t max);

 private:
  struct Cursor {
    std::string stream;
    std::int64_t read_to = 0;  ///< position in the log
    std::int64_t last = 0;     ///< seq
    std::deque<OwnEvent> ahead;
  };
  void refill(Cursor&);
  Cursor* first();

  EventLog& log_;
  std::vector<Cursor> cursors_;
};

}  // namespace comptoir::service
