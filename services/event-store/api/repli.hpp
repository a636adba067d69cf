// An aggregate folded from its events, up to any moment of its life.
#pragma once
#include <optional>

#include "libs/base/clock.hpp"
#include "libs/postgres/connection.hpp"
#include "services/event-store/app/champs.hpp"

namespace comptoir::event_store {

/// Where a fold ends: at the last event that no bound excludes. What is absent does not bound.
struct Borne {
  std::optional<std::int64_t> version;   ///< of the aggregate
  std::optional<std::int64_t> position;  ///< in the global log
  std::optional<Instant> a_linstant;     ///< recorded then or before; milliseconds count, as they are all that is shown
  bool libre() const { return !version && !position && !a_linstant; }
};

struct Repli {
  Champs champs;
  std::int64_t version = 0;  ///< of the last event folded; 0: the aggregate did not exist
  bool terminee = true;      ///< false: an order to which more will happen
  bool postee = false;       ///< no service has told of this aggregate: its events were posted
};

/// Throws Refusal (503) at an event that only a newer program understands.
Repli replier(postgres::Connection&, const std::string& aggregate_id, const Borne& = {});

}  // namespace comptoir::event_store
