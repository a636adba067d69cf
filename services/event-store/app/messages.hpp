// What the store is given: events that services told, and events posted by hand.
#pragma once
#include <optional>
#include <string>
#include <variant>

#include "libs/base/clock.hpp"

namespace comptoir::event_store {

struct EvenementRecu {
  std::string event_id, event_type, aggregate_id, source, correlation_id;
  Instant horodatage;
};

/// `data` is JSON text; `empreinte` the SHA-256 of the posted content, by which a repetition is told from a contradiction.
struct PublierEvenement {
  std::optional<std::string> event_id;
  std::string event_type, aggregate_id, source;
  std::optional<std::string> correlation_id;
  std::optional<Instant> horodatage;
  std::string data;
  std::string empreinte;
};

using Message = std::variant<EvenementRecu, PublierEvenement>;

}  // namespace comptoir::event_store
