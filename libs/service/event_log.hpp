// The event store's log as a rebuild reads it: one snapshot, events of some streams in global order. Only the columns
// global_position, stream, seq and enveloppe of `evenements` are relied on.
#pragma once
#include <map>

#include "libs/bus/envelope.hpp"
#include "libs/postgres/connection.hpp"

namespace comptoir::service {

struct Logged {
  std::int64_t position = 0;  ///< in the whole log
  std::string stream;
  std::int64_t seq = 0;
  std::string raw;
};

class EventLog {
 public:
  /// Takes its snapshot here. The log never shows an effect before its cause, so neither does the snapshot.
  explicit EventLog(const std::string& conninfo);

  struct Stream {
    std::int64_t events = 0;
    std::int64_t head = 0;  ///< equal to `events` when nothing is missing
  };
  /// Zero for a stream without events.
  std::map<std::string, Stream> streams(const std::vector<std::string>& names);
  /// Position of the last event; 0 when there is none.
  std::int64_t end() const { return end_; }
  /// Events of `streams` at the kPage positions after `after`, in order: may be none before the end.
  std::vector<Logged> page(const std::vector<std::string>& streams, std::int64_t after);
  /// The events that stand there, in no order; one that the log does not have is left out.
  std::vector<Logged> find(const std::vector<bus::Causation>&);

  static constexpr std::int64_t kPage = 2000;

 private:
  std::vector<Logged> events(const postgres::Result&) const;

  postgres::Connection sql_;
  std::int64_t end_;
};

}  // namespace comptoir::service
