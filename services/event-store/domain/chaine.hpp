// The chain: each event's hash covers the event and, by the hash before it, everything that came before.
//
// hash(n) = SHA-256(hash(n-1), position, version, enregistre_le, horodatage, seq, then each text with its length:
// event_id, aggregate_id, event_type, source, correlation_id, stream, empreinte, enveloppe). Integers are 8 bytes, big
// end first; instants are microseconds from 1970; lengths 4 bytes; seq is 0 and stream "" for a posted event. The hash
// before the first event is 32 zero bytes. migrations/journal_global.hpp says the same in SQL.
#pragma once
#include <cstdint>
#include <string_view>

#include "libs/base/ids.hpp"

namespace comptoir::event_store {

/// One event as the log keeps it.
struct Maillon {
  std::int64_t position = 0, version = 0, seq = 0;
  Instant enregistre_le, horodatage;
  std::string_view event_id, aggregate_id, event_type, source, correlation_id, stream, empreinte, enveloppe;
};

Digest maillon_suivant(const Digest& precedent, const Maillon&);

}  // namespace comptoir::event_store
