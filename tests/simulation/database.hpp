// A service's database in memory: what PostgreSQL promises (atomic commits, one owner per lock, unique keys), and nothing
// more. It also watches: what the worker commits is compared with what it was given, by other means than the worker's.
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
  bool waiting = true, replayed = false;
};

/// What a transaction may change, save what it only adds to.
struct Rows {
  std::map<std::string, std::int64_t> positions;
  std::vector<Letter> letters;
  std::int64_t acts = 0;           ///< begun so far
  std::int64_t act_under_way = 0;  ///< none: 0
  std::any tables;                 ///< the room's
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

  // Sessions. One that is silent for longer than the lease is ended when somebody else wants its lock.
  std::int64_t open_session();
  void close_session(std::int64_t session);
  bool alive(std::int64_t session) const { return sessions_.contains(session); }
  void hear(std::int64_t session);
  bool own(std::int64_t session);
  /// The one transaction that writes; false while another's is open.
  bool lock(std::int64_t session);
  void unlock(std::int64_t session);
  std::int64_t owner() const { return owner_; }

  void commit(Rows&&, Added&&);
  std::int64_t head(const std::string& stream) const;
  bool holds(const std::string& stream, std::int64_t seq, const std::string& raw) const;

  // What the nemesis does.
  void go_away(std::chrono::milliseconds);
  bool away() const { return universe_.now < away_until_; }
  void forget_owner() {
    owner_ = 0;
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
  void expire_owner();

  Universe& universe_;
  std::string service_;
  std::map<std::int64_t, Tempo::Point> sessions_;  ///< when last heard of
  std::int64_t last_session_ = 0, owner_ = 0, writer_ = 0;
  Tempo::Point away_until_{};
  bool usurped_ = false;
};

}  // namespace comptoir::simulation
