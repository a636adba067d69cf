// What the store is given: events that services told, and events posted from outside.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "libs/base/clock.hpp"

namespace comptoir::event_store {

struct EvenementRecu {
  std::string event_id, event_type, aggregate_id, source, correlation_id;
  Instant horodatage;
};

/// What its author believes of the aggregate before the event; when it is otherwise, nothing is written.
struct Attendu {
  enum class Regle { indifferent, aucune, existe, exactement };
  Regle regle = Regle::indifferent;
  std::int64_t version = 0;  ///< exactement
  bool tient(std::int64_t courante) const;
};

/// `data` is JSON text; `empreinte` the SHA-256 of the posted content, by which a repetition is told from a contradiction.
struct EvenementPublie {
  std::optional<std::string> event_id;
  std::string event_type, aggregate_id, source;
  std::optional<std::string> correlation_id;
  std::optional<Instant> horodatage;
  std::string data;
  std::string empreinte;
  Attendu attendu;
};

/// Written all or none, in this order, whatever their aggregates.
struct Publier {
  std::vector<EvenementPublie> evenements;
  bool en_liste = false;  ///< posted as an array, and answered as one
};

using Message = std::variant<EvenementRecu, Publier>;

/// As service::Room::can_wait() asks: steps of the saga that another follows at once, and brings along.
inline bool peut_attendre(std::string_view event_type) {
  return event_type == "CommandeCreee" || event_type == "StockReserve" || event_type == "PaiementAccepte";
}

}  // namespace comptoir::event_store
