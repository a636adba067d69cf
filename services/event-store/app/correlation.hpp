// How the log is read by correlation: its two indexes share the work.
#pragma once
#include <string>

namespace comptoir::event_store {

/// What stands after FROM to read the events of some correlations. An order's events have its id as aggregate too, and the
/// index of the aggregate finds them; the others have an index of their own. `egal`: "= $5" or "= ANY($5)".
inline std::string evenements_correles(const std::string& egal) {
  const auto d_elle_meme =
      "SELECT * FROM evenements WHERE aggregate_id " + egal + " AND correlation_id = aggregate_id AND ";
  return "(" + d_elle_meme + "stream IS NOT NULL UNION ALL " + d_elle_meme + "stream IS NULL UNION ALL " +
         "SELECT * FROM evenements WHERE correlation_id " + egal + " AND correlation_id <> aggregate_id) AS evenements";
}

}  // namespace comptoir::event_store
