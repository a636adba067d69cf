// A service's database in memory: what PostgreSQL promises (atomic commits, one owner per lock, unique keys, each statement
// sees what others have committed), and nothing more. It also watches: what the worker commits is compared with what it was given, by other means than the worker's.
#pragma once
#include <any>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "libs/journal/acts.hpp"
#include "libs/journal/journal.hpp"
#include "tests/simulation/universe.hpp"

namespace comptoir::simulation {

using Place = std::pair<std::string, std::int64_t>;  ///< stream and seq

struct Letter {
  std::int64_t id = 0;
  journal::DeadLetter what;
  std::int64_t session = 0;  ///< that parked it
  bool waiting = true, replayed = false;
};

/// What a transaction may change, save what it only adds to.
struct Rows {
  std::map<std::string, std::int64_t> positions;
  std::map<std::int64_t, Letter> letters;  ///< by id
  std::map<int, std::int64_t> acts;        ///< under way, by partition
  std::any tables;                         ///< the room's
};

/// What happened to an order, as its service told it.
struct Told {
  std::string stream, event_type, correlation_id;
  std::optional<Place> cause;
};

/// What a transaction adds.
struct Added {
  std::vector<journal::Entry> entries;
  std::vector<journal::Idempotent> answers;
  std::vector<Place> applied;       ///< events given to the room
  std::vector<Told> told;           ///< events that it caused
  std::optional<Breach> objection;  ///< to its being committed
};

class Database {
 public:
  Database(Universe& universe, std::string service) : universe_(universe), service_(std::move(service)) {}

  const std::string& service() const { return service_; }
  Rows rows;  ///< committed
  std::map<std::string, std::vector<journal::Entry>> journal;
  std::map<std::string, journal::Idempotent> answers;
  std::set<Place> applied;
  std::vector<Told> told;

  // Sessions, each of one of the service's processes. One that is silent for longer than the lease is ended when somebody
  // else wants its partition.
  std::int64_t open_session(int process);
  void close_session(std::int64_t session);
  bool alive(std::int64_t session) const { return sessions_.contains(session); }
  void hear(std::int64_t session);
  bool own(std::int64_t session, int partition);
  /// Its owner will let the partition go: for a while after that it is for another process only.
  void stand_back(int partition) { seats_[partition].given_way = true; }
  /// The one transaction of a partition that writes; false while another's is open.
  bool lock(std::int64_t session, int partition);
  /// A shop's store, for the length of a transaction; false while another has it.
  bool lock_store(std::int64_t session, std::int64_t store);
  void unlock(std::int64_t session);
  bool is_owned(int partition) const;

  std::int64_t last_id() const { return last_id_; }
  std::int64_t next_id() { return ++last_id_; }      ///< of a sequence: what is rolled back leaves a hole
  std::int64_t version() const { return version_; }  ///< of what is committed
  void commit(Rows&&, Added&&);
  std::int64_t head(const std::string& stream) const;
  bool holds(const std::string& stream, std::int64_t seq, const std::string& raw) const;

  // What the nemesis does.
  void go_away(std::chrono::milliseconds);
  bool away() const { return universe_.now < away_until_; }
  void forget_owner(int partition) {
    seats_[partition].owner = 0;
    usurped_ = true;
  }
  bool usurped() const { return usurped_; }
  std::set<std::string> broken_apply, broken_decode;  ///< keys whose events the room's code fails on
  std::set<std::string> ever_broken;

  /// Head of any stream, for the check that nobody has gone beyond it.
  std::function<std::int64_t(const std::string& stream)> head_of;

 private:
  void check(const Rows&, const Added&) const;
  void check_journal(const Added&) const;
  void check_positions(const Rows&) const;
  void check_applied(const Rows&, const Added&) const;
  void check_letters(const Rows&) const;
  void expire_owner(int partition);
  void take(int partition, std::int64_t session);

  struct Session {
    int process = 0;
    Tempo::Point heard{};
  };
  struct Seat {  ///< of a partition
    std::int64_t owner = 0, writer = 0;
    std::optional<int> last;  ///< process that owned it
    bool given_way = false;
    Tempo::Point others_until{};  ///< not for `last` before
  };

  Universe& universe_;
  std::string service_;
  std::map<std::int64_t, Session> sessions_;
  std::map<int, Seat> seats_;
  std::map<std::int64_t, std::int64_t> store_locks_;  ///< session by store
  std::int64_t last_session_ = 0, last_id_ = 0, version_ = 0;
  Tempo::Point away_until_{};
  bool usurped_ = false;
};

}  // namespace comptoir::simulation
