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

/// One partition today; the tables and the wire carry its number.
inline constexpr int kPartition = 0;

struct Entry {
  std::string stream;
  std::int64_t seq = 0;
  std::string event_id, event_type, aggregate_id, cle;
  std::string enveloppe;
};

/// Highest seq per stream; 0 for a stream without events.
std::map<std::string, std::int64_t> heads(postgres::Connection&, const std::vector<std::string>& streams);

/// Appends in one statement. Throws Retryable when a seq is taken: another writer owns the partition, and what we know of it
/// is old. Nothing is wrong with what was to be appended.
void append(postgres::Connection&, const std::vector<Entry>&);

/// Entries with seq > after, ascending, at most `limit`.
std::vector<Entry> read(postgres::Connection&, const std::string& stream, std::int64_t after, std::int64_t limit);

/// Makes sure each stream has a position row, then reads them.
std::map<std::string, std::int64_t> positions(postgres::Connection&, const std::vector<std::string>& streams);

struct Move {
  std::string stream;
  std::int64_t from = 0, to = 0;
};

/// Compare-and-set of all positions; false when one of them was not at `from`: somebody else moved it.
bool move(postgres::Connection&, const std::vector<Move>&);

struct Idempotent {
  std::string cle;        ///< scope and key in one text
  std::string empreinte;  ///< digest of method, path and body
  int statut = 0;
  std::string corps;
  std::string lieu;  ///< Location header or ""
};

/// Recorded answers of those keys that have one.
std::map<std::string, Idempotent> recorded(postgres::Connection&, const std::vector<std::string>& keys);
void record(postgres::Connection&, const std::vector<Idempotent>&);

}  // namespace comptoir::journal
