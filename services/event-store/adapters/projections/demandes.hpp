// Carries out what an operator asks of a projection, each in one transaction (what was parked: one an aggregate).
#pragma once
#include "services/event-store/adapters/projections/registre.hpp"
#include "services/event-store/app/projections/atelier.hpp"

namespace comptoir::event_store::projections {

/// Never throws: what the database refused is in the answer. A rebuild that is under way already is that one's answer;
/// one that ended in a difference is begun anew.
Issue executer(postgres::Connection&, const Demande&);

}  // namespace comptoir::event_store::projections
