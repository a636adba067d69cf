// From an event to what it adds to each projection. Each reads only what its projection shows, and throws json::Invalid
// when the data is not as the contract says.
#pragma once
#include "services/event-store/app/projections/evenement.hpp"
#include "services/event-store/domain/projections/commandes.hpp"
#include "services/event-store/domain/projections/cumuls.hpp"
#include "services/event-store/domain/projections/sagas.hpp"

namespace comptoir::event_store::projections {

FaitDeCommande fait_de(const Evenement&);
Pas pas_de(const Evenement&);

/// Types that say nothing to a sum leave it as it is.
void ajouter(CumulVentes&, const Evenement&);
void ajouter(CumulStock&, const Evenement&);
void ajouter(CumulSoldes&, const Evenement&);

}  // namespace comptoir::event_store::projections
