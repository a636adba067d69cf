// The working set of one batch: where the log and its aggregates stand, which event ids are known, what is new.
#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "libs/base/ids.hpp"
#include "libs/base/remembered.hpp"
#include "services/event-store/app/messages.hpp"

namespace comptoir::event_store {

struct Besoins {
  std::set<std::string> aggregates, event_ids;          ///< of what services told
  std::set<std::string> aggregates_postes, ids_postes;  ///< of what was posted; its aggregates may be a service's
};

void ajouter_besoins(Besoins&, const Message&);

/// Where the log ends, and in whose hands it is.
struct Tete {
  std::int64_t position = 0;
  Digest hash{};
  Instant enregistre_le;
  std::int64_t epoque = 0;
  std::int64_t fin = 1;  ///< first position that no partition of the log holds yet
};

/// Where an event stands, among those of its origin. `empreinte` is empty for one that came by a stream.
struct Place {
  std::int64_t position = 0;
  std::int64_t version = 0;
  std::string empreinte;
};

/// A row to write. `enveloppe` is empty until it is sealed for one that was posted, `data` for one that came by a stream.
struct Rangee {
  Place place;
  std::string event_id, event_type, aggregate_id, source, correlation_id;
  Instant horodatage, enregistre_le;
  std::string stream;
  std::int64_t seq = 0;
  std::string enveloppe;
  std::string data;
  Digest hash{};
  bool postee() const { return stream.empty(); }
};

/// What is known of one origin. The same id names different aggregates, and different events, in each.
struct Origine {
  std::unordered_map<std::string, std::int64_t> versions;  ///< of the last event per aggregate
  std::unordered_map<std::string, Place> connus;           ///< by event id
};

struct Lot {
  std::int64_t position = 0;  ///< of the last event
  Origine services, postes;
  std::vector<Rangee> nouvelles;
};

/// Last version of the aggregates written last: an aggregate grows in one go more often than not, and what the one writer
/// has committed itself it need not ask for. Only what is committed comes in; a new session begins with none.
class Versions {
 public:
  /// Gives the origin what is remembered of these aggregates; returns the others.
  std::vector<std::string> donner(Origine&, const std::set<std::string>& aggregates) const;
  /// After the commit of these rows; only those of services count.
  void retenir(const std::vector<Rangee>&);
  void oublier() { connues_.forget(); }

  /// About 15 MB.
  static constexpr std::size_t kMaxAggregates = 100'000;

 private:
  Remembered<std::string, std::int64_t> connues_{kMaxAggregates};
};

}  // namespace comptoir::event_store
