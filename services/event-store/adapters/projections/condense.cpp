#include "services/event-store/adapters/projections/condense.hpp"

namespace comptoir::event_store::projections {

std::string condense(postgres::Connection& sql, const Projection& p, const Batiment& b) {
  std::string out;
  for (const auto table : p.tables()) {
    const auto r = sql.run("SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM " + b.schema() +
                           "." + std::string(table) + " t");
    out += (out.empty() ? "" : "; ") + std::string(table) + " : " + std::to_string(r.integer(0, 0)) +
           " lignes, condensé " + r.string(0, 1);
  }
  return out;
}

}  // namespace comptoir::event_store::projections
