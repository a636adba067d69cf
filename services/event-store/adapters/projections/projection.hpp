// A materialised projection: tables that are the fold of the log's events, kept by the projector.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "libs/postgres/connection.hpp"
#include "services/event-store/adapters/projections/tranche.hpp"
#include "services/event-store/app/projections/evenement.hpp"
#include "services/event-store/app/projections/noms.hpp"

namespace comptoir::event_store::projections {

using Textes = std::vector<std::string>;
using Entiers = std::vector<std::int64_t>;
using Instants = std::vector<Instant>;

class Projection {
 public:
  virtual ~Projection() = default;
  virtual Nom nom() const = 0;
  /// Types of the events it consumes; it is shown no other.
  virtual std::span<const std::string_view> types() const = 0;
  /// Those of them whose data it reads: of the others the log's columns say enough, and the rest is not fetched.
  virtual std::span<const std::string_view> types_lus() const { return types(); }
  /// Names of its tables: what its digest is taken over.
  virtual std::span<const std::string_view> tables() const = 0;
  /// CREATE TABLE … of its tables, without schema: the session's search_path says where.
  virtual std::string ddl() const = 0;
  /// CREATE INDEX IF NOT EXISTS …; after the load when it is built anew. Empty: none.
  virtual std::string index() const { return ""; }
  /// Adds the events, in the order of the log, to the tables in `schema`, set by set, in the caller's transaction.
  /// Throws when one of them cannot be applied; the caller finds out which.
  virtual void appliquer(postgres::Connection&, const std::string& schema, std::span<const Evenement>) const = 0;
};

/// All of them, in the order of kProjections.
const std::vector<std::unique_ptr<Projection>>& catalogue();
/// Throws std::out_of_range for a name that est_projection() refuses.
const Projection& projection(std::string_view nom);

/// Adds what the projection reads to what is asked of the log.
void demander_types(Types&, const Projection&);

std::unique_ptr<Projection> projection_commandes();
std::unique_ptr<Projection> projection_sagas();
std::unique_ptr<Projection> projection_ventes();
std::unique_ptr<Projection> projection_stock();
std::unique_ptr<Projection> projection_soldes();

}  // namespace comptoir::event_store::projections
