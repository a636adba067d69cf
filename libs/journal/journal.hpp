// The tables that make effects exactly-once: journal, positions, idempotence; lettres_mortes has letters.hpp.
// They live in each service's own database and change only inside the worker's transaction.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "libs/postgres/connection.hpp"
#include "libs/postgres/migrate.hpp"

namespace comptoir::journal {

/// The schema, as migrations of the room "journal".
std::span<const postgres::Migration> migrations();

struct Entry {
  std::string stream;  ///< as it is published: with its partition, where it has any (libs/bus/streams.hpp)
  std::int64_t seq = 0;
  std::string event_id, event_type, aggregate_id, cle;
  std::string enveloppe;
};

/// False until the first session has made the tables.
bool exists(postgres::Connection&);

/// Highest seq per stream; 0 for a stream without events.
std::map<std::string, std::int64_t> heads(postgres::Connection&, const std::vector<std::string>& streams);

/// Posts one statement that appends. What it meets, refuse() explains.
void append(postgres::Connection&, const std::vector<Entry>&);
/// Throws Retryable when a seq was taken: another writer owns the partition, what we know of it is old, and nothing is
/// wrong with what was to be appended; also when another partition has just answered the same idempotency key. Anything else as it is.
[[noreturn]] void refuse(const postgres::SqlError&);

/// What one read takes of the journal, in bytes of envelopes: it ends with the entry that passes this.
inline constexpr std::int64_t kReadBytes = 1 << 20;

/// Entries with seq > after, ascending, at most `limit`, and at least one if there is any. Fewer than `limit` do not mean the end:
/// heads() does.
std::vector<Entry> read(postgres::Connection&, const std::string& stream, std::int64_t after, std::int64_t limit,
                        std::int64_t bytes = kReadBytes);

/// Makes sure each stream has a position row, then reads them.
std::map<std::string, std::int64_t> positions(postgres::Connection&, const std::vector<std::string>& streams);
/// As they stand, of those that have been consumed.
std::map<std::string, std::int64_t> current_positions(postgres::Connection&, const std::vector<std::string>& streams);

/// Writes down, the first time, over how many partitions the clients of this database are spread. Throws Permanent when it
/// was another number: the events of a client must not change their stream.
void check_partitions(postgres::Connection&, int partitions);

struct Move {
  std::string stream;
  std::int64_t from = 0, to = 0;
};

/// What has become of a move, to be asked before the commit.
class Moved {
 public:
  Moved() = default;
  Moved(postgres::Later answer, std::size_t wanted) : answer_(std::move(answer)), wanted_(wanted) {}
  /// False when a position was not where it was said to be: somebody else moved it.
  bool all() const { return !answer_ || answer_->get().affected() == static_cast<std::int64_t>(wanted_); }

 private:
  std::optional<postgres::Later> answer_;
  std::size_t wanted_ = 0;
};

/// Posts the compare-and-set of all positions.
Moved move(postgres::Connection&, const std::vector<Move>&);

struct Idempotent {
  std::string cle;        ///< scope and key in one text
  std::string empreinte;  ///< digest of method, path and body
  int statut = 0;
  std::string corps;
  std::string lieu;  ///< Location header or ""
};

/// Recorded answers of those keys that have one.
std::map<std::string, Idempotent> recorded(postgres::Connection&, const std::vector<std::string>& keys);
/// Forgets the answers given before that time, the oldest first, at most `limit`; how many. What somebody else holds is left.
std::int64_t forget_answers(postgres::Connection&, Instant before, std::int64_t limit);
/// Posted.
void record(postgres::Connection&, const std::vector<Idempotent>&);

}  // namespace comptoir::journal
