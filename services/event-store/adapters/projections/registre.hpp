// The table `projections`: which buildings of each projection there are, and how far each has come.
#pragma once
#include <optional>
#include <set>
#include <vector>

#include "services/event-store/adapters/projections/projection.hpp"

namespace comptoir::event_store::projections {

enum class Role { active, construction, precedente };
const char* nom_de(Role);

/// One building: its rows are in schema_de(nom, generation).
struct Batiment {
  std::string nom;
  std::int64_t generation = 0;
  std::int64_t version = 0;   ///< of the logic that made its rows
  std::int64_t position = 0;  ///< of the last event in its rows
  bool accepter_difference = false;
  std::string verdict{};  ///< why a construction does not become active; "" while it may
  std::string schema() const { return schema_de(nom, generation); }
};

/// False until the room's migrations have run.
bool existe_registre(postgres::Connection&);
std::vector<Batiment> batiments(postgres::Connection&, Role);
std::optional<Batiment> batiment(postgres::Connection&, std::string_view nom, Role);

/// The same, and no other session moves or swaps it before the transaction ends.
std::optional<Batiment> tenir(postgres::Connection&, std::string_view nom, Role);

/// New and empty at position 0: its row, its schema, its tables. In the caller's transaction.
Batiment batir(postgres::Connection&, const Projection&, Role, bool accepter_difference = false);
/// Its row, its tables, what it parked. In the caller's transaction.
void demolir(postgres::Connection&, const Batiment&);

/// Compare-and-set: false, and nothing is done, when the position is not `b.position` any more.
bool deplacer(postgres::Connection&, const Batiment& b, std::int64_t jusqua);

/// Aggregates of which an event is parked.
std::set<std::string, std::less<>> ecartes(postgres::Connection&, const Batiment&);
void ecarter(postgres::Connection&, const Batiment&, std::span<const Evenement>, const std::string& raison);

}  // namespace comptoir::event_store::projections
