// A stretch of the log as projections read it.
#pragma once
#include <set>
#include <span>
#include <string>
#include <vector>

#include "libs/postgres/connection.hpp"
#include "services/event-store/app/projections/evenement.hpp"

namespace comptoir::event_store::projections {

/// What a reader wants of the log: events of these types, and which of them in full.
struct Types {
  std::set<std::string, std::less<>> tous, lus;
};

/// Events in the order of the log; the first way to make one: those of these types at the positions ]apres, jusqua]. Positions are dense and become visible in
/// order, so what is not in it will never be.
class Tranche {
 public:
  Tranche(postgres::Connection&, std::int64_t apres, std::int64_t jusqua, const Types&);
  /// The events at these positions, in full.
  Tranche(postgres::Connection&, const std::vector<std::int64_t>& positions);
  Tranche(const Tranche&) = delete;
  Tranche& operator=(const Tranche&) = delete;
  std::span<const Evenement> evenements() const { return evenements_; }
  /// Those of some of the types.
  std::vector<Evenement> de_types(std::span<const std::string_view> types) const;

 private:
  explicit Tranche(postgres::Result rows);
  postgres::Result rows_;  ///< what the views of evenements_ look into
  std::vector<Evenement> evenements_;
};

/// Ids of their aggregates, each once.
std::vector<std::string> agregats(std::span<const Evenement>);

}  // namespace comptoir::event_store::projections
