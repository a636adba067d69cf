// What struck, and how orders ended, over many seeds: a run in which a kind never struck has shown nothing of it.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>

namespace comptoir::simulation {

enum class Fault {
  crash,                ///< the process ends at a border between it and the world
  kill,                 ///< the process ends between two steps
  power_cut,            ///< it ends, and its database session is held until the lease runs out
  pause,                ///< SIGSTOP between two steps: after 5 s its partition goes to another
  stall,                ///< it stands still in the middle of a step while others run
  overlap,              ///< between what a transaction reads and its commit another partition's takes place
  two_owners,           ///< the election is wrong: a second instance owns the partition while the first writes on
  gives_way,            ///< the owner lets its partition go: it is another instance's turn
  cut_before_commit,    ///< the session is lost, nothing was committed
  cut_after_commit,     ///< the session is lost, everything was committed
  store_down,           ///< the database is away for a while
  store_transient,      ///< lock not had, disk full: a passing refusal
  redis_cut_before,     ///< the connection is lost, the commands were not run
  redis_cut_after,      ///< the connection is lost, the commands were run
  redis_refuses,        ///< an error reply: MISCONF, LOADING
  redis_down,           ///< Redis is away for a while
  flushall,             ///< all of Redis is lost
  lost_tail,            ///< the last entries of a stream are lost, and its top ID goes back
  old_snapshot,         ///< Redis restarts from an older state, groups included
  lost_group,           ///< a consumer group is lost
  dropped,              ///< an entry is not delivered
  duplicated,           ///< entries are delivered again
  reordered,            ///< entries are delivered in another order
  delayed,              ///< entries are there and not delivered yet
  corrupted,            ///< an entry's bytes are not what was published
  foreign,              ///< somebody else writes to a stream
  forged,               ///< a real event under another number, or in another's place
  journal_unreachable,  ///< a producer's journal does not answer
  journal_short,        ///< it answers with less than was asked
  poison_apply,         ///< a handler fails on a key's events until it is repaired
  poison_decode,        ///< a key's events cannot be read until the reader is repaired
  clock_jump,           ///< wall time goes forward or back
  lost_answer,          ///< the client does not get the answer
  client_timeout,       ///< the client does not wait for it, and asks again
  count
};
inline constexpr std::size_t kFaults = static_cast<std::size_t>(Fault::count);
const char* name(Fault);

struct Coverage {
  std::array<std::int64_t, kFaults> struck{};
  std::map<std::string, std::int64_t> endings;  ///< by state and motif
  std::map<std::string, std::int64_t> events;   ///< compensations and other steps, by type
  std::map<std::string, std::int64_t> paths;    ///< what the machinery had to do
  std::int64_t steps = 0, orders = 0;
  bool operator==(const Coverage&) const = default;
};

/// The table, and what never happened. True when everything did.
bool report(const Coverage&);

}  // namespace comptoir::simulation
