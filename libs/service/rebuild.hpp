// Fills a room's database from the event store alone: the journal byte for byte, the state by folding it, then what was
// consumed in silence (reconsume.hpp), then the positions. One transaction: killed at any point, it leaves what was there.
#pragma once
#include "libs/service/reconsume.hpp"

namespace comptoir::service {

struct Rebuilt {
  std::map<std::string, std::int64_t> journal;    ///< events per stream that the room emits
  std::map<std::string, std::int64_t> positions;  ///< per stream that it consumes
  std::map<std::string, Reconsumption::Stop> left;
};

/// True when nothing of the room's journal, state or positions is there. The schema must be up to date.
bool is_empty(Room&, postgres::Connection&);

/// How many events a rebuild of this room goes through: `step` counts up to it. `partitions`: over which clients are spread.
std::int64_t work_of(Room&, EventLog&, int partitions);

/// `sql` is the session that owns all partitions. Empties the room's tables first; idempotence, lettres_mortes and what the room does not
/// list in restored_tables() stay as they are. Throws Permanent, and changes nothing, when the log cannot be true.
Rebuilt rebuild(Room&, postgres::Connection& sql, EventLog&, int partitions, const Step& step);

}  // namespace comptoir::service
