// The envelope of every event, as contracts/README.md has it.
#pragma once
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/clock.hpp"

namespace comptoir::bus {

/// The event that caused another, and where it stands in its producer's journal.
struct Causation {
  std::string event_id;
  std::string stream;
  int partition = 0;
  std::int64_t seq = 0;
};

struct Envelope {
  std::string event_id;
  std::string event_type;
  std::string aggregate_id;
  Instant timestamp;
  std::string source;
  int schema_version = 1;
  std::string correlation_id;
  std::string cle;
  std::optional<Causation> causation;
  std::string traceparent;
  boost::json::value data;
};

/// JSON text of an envelope; `data` is JSON text and goes in as it is (the tree in `e.data` is not read).
std::string encode(const Envelope& e, std::string_view data);

/// Strict on what it reads, lenient on what it does not know. Whatever version the event was written under, `data` and
/// `schema_version` come out as the newest has them. Throws json::Invalid, also for a version that is newer.
Envelope decode(std::string_view text);

/// Everything but `data` of an event that decode() refuses, as far as it says it: whoever knows no data of its type or version
/// still knows its key and its cause. What cannot be read is left as it is in an empty envelope.
Envelope decode_head(std::string_view text) noexcept;

/// Types of contracts/README.md; any other is parked by its reader.
bool is_known_type(std::string_view event_type);

/// Version of the type's schema that is written today; 0 for a type that is not known.
int newest_version(std::string_view event_type);

}  // namespace comptoir::bus
