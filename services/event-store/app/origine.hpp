// Two origins of events (docs/adr/0020-posted-events.md): what services told by a stream, and what was posted.
#pragma once

namespace comptoir::event_store {

/// As an event says it.
inline constexpr const char* kPoste = "poste";
inline constexpr const char* kService = "service";
inline const char* nom_origine(bool postee) { return postee ? kPoste : kService; }

/// The condition on a row of `evenements`; each has indexes of its own (migrations/origine.hpp).
inline const char* origine_sql(bool postee) { return postee ? "stream IS NULL" : "stream IS NOT NULL"; }

}  // namespace comptoir::event_store
