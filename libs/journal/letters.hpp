// Dead letters: events that could not be applied, and what stands behind them in their key, in the order of parking,
// which is the order of `id`. A key with a letter that waits is blocked.
#pragma once
#include <optional>
#include <set>

#include "libs/journal/journal.hpp"

namespace comptoir::journal {

struct DeadLetter {
  std::string stream;
  std::int64_t seq = 0;  ///< 0 for an entry that no journal knows
  std::string entry;     ///< the Redis id of such an entry, else ""
  std::string cle, event_id, event_type;
  std::string enveloppe;  ///< the original bytes
  std::string raison;
  std::int64_t tentatives = 0;
  std::vector<std::string> causes;  ///< what the reason comes from, outermost first
};

/// The letter of an entry that no journal knows: it can be discarded, never replayed.
DeadLetter foreign_letter(std::string stream, std::string entry, std::string bytes);

/// Parks letters in order; one that is parked already stays as it is.
void park(postgres::Connection&, const std::vector<DeadLetter>&);

/// Keys with a letter waiting: their later events must be parked behind it.
std::vector<std::string> blocked_keys(postgres::Connection&);
/// Those of `keys` that have no letter waiting.
std::vector<std::string> free_keys(postgres::Connection&, const std::set<std::string>& keys);
std::int64_t dead_letters(postgres::Connection&);

/// Which letters an act is about: at most one of the first three is set, none means all.
struct Selection {
  std::optional<std::int64_t> id;
  std::optional<std::string> cle;
  std::optional<std::string> cause;  ///< a reason, or one that differs from it by its numbers and ids only
  std::optional<int> partition;      ///< of what these are; none: of all
};
/// Where letters of the selection wait, ascending; whatever its own partition says.
std::vector<int> partitions_of(postgres::Connection&, const Selection&);

/// The letters that a replay goes through. A key is replayed from its first letter or not at all, so a cause stands for
/// the keys that it blocks.
struct Reach {
  std::optional<std::int64_t> id;
  std::optional<std::vector<std::string>> keys;
  std::optional<std::string> cause;  ///< of the letters without a key
  std::optional<int> partition;
};
Reach reach_of(postgres::Connection&, const Selection&);

struct Waiting {
  std::int64_t id = 0;
  std::string stream;
  std::int64_t seq = 0;
  std::string enveloppe;
};
/// Letters of the reach with id > `after`, none of a key of `without`, in order. Those that no journal knows are left out.
std::vector<Waiting> waiting(postgres::Connection&, const Reach&, const std::set<std::string>& without,
                             std::int64_t after, std::size_t limit);
std::int64_t count_waiting(postgres::Connection&, const Reach&);

/// Why the letter cannot be replayed by itself; empty when it can.
std::string obstacle(postgres::Connection&, std::int64_t id);
bool is_waiting(postgres::Connection&, std::int64_t id);

}  // namespace comptoir::journal
