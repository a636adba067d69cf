// What events of several types say in the same way.
#pragma once
#include "libs/bus/event_data.hpp"
#include "services/stock/app/messages.hpp"

namespace comptoir::stock {

Entete lire_entete(json::Fields&, const bus::Envelope&, bool avec_total = true);
std::vector<LigneCommande> lire_lignes(json::Fields&);

}  // namespace comptoir::stock
