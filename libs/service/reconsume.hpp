// The second half of a rebuild: what a room consumed without a word of its own.
//
// An event that made the room speak is told by what the room said, and is restored already: it meets a room that knows
// its outcome and has nothing to add. An event that changed the room in silence is applied here, by the room's own
// apply(), in global order. An event that would make the room speak now has no outcome in the log: the room had not
// consumed it. Its stream stops before it, and the worker goes on from there as it would have.
// What is silent may depend on what another stream has still to say (a cancellation that came after the stock had
// refused), so streams that have stopped are tried again for as long as any stream moves.
#pragma once
#include <set>

#include "libs/service/event_log.hpp"
#include "libs/service/room.hpp"

namespace comptoir::service {

/// Events done since the last call.
using Step = std::function<void(std::int64_t)>;

class Reconsumption {
 public:
  /// `sql`: in a transaction, with the room's own events restored. `streams`: all that the room consumes, partitions included.
  Reconsumption(Room&, postgres::Connection& sql, EventLog&, std::vector<std::string> streams, Step);
  void run();

  /// Where each consumed stream has come to.
  const std::map<std::string, std::int64_t>& positions() const { return positions_; }
  struct Stop {
    std::int64_t seq = 0, position = 0;
    std::string why;
  };
  /// Streams that are left for the worker, and from where.
  const std::map<std::string, Stop>& stops() const { return stops_; }

 private:
  struct Candidate {
    std::int64_t position = 0;  ///< in the log
    Input input;
  };
  using Candidates = std::vector<Candidate*>;
  void round(std::int64_t from);
  std::vector<Candidate> candidates(std::vector<Logged>);
  Candidate candidate(Logged);
  void apply(const Candidates&);
  std::optional<std::string> attempt(const Candidates&);
  std::optional<std::string> try_apply(Batch&);
  void stop(const Candidate&, std::string why);
  Candidates running(const Candidates&) const;
  void move(const Candidates&);

  Room& room_;
  postgres::Connection& sql_;
  EventLog& log_;
  Step step_;
  RandomIds ids_;
  std::vector<std::string> streams_;
  std::set<std::pair<std::string, std::int64_t>> parked_;
  std::map<std::string, std::int64_t> positions_;
  std::map<std::string, Stop> stops_;
};

}  // namespace comptoir::service
