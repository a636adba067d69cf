// What the rows of a building amount to: the same rows give the same text, in whatever order they lie.
#pragma once
#include "services/event-store/adapters/projections/registre.hpp"

namespace comptoir::event_store::projections {

/// "stock : 42 lignes, condensé -81…; …": per table the count and the sum of a 64 bit hash of each row.
std::string condense(postgres::Connection&, const Projection&, const Batiment&);

}  // namespace comptoir::event_store::projections
