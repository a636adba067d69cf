// What each fact makes of the stock: the same whether it has just been decided or is read back from the log.
#pragma once
#include "services/stock/app/lot.hpp"
#include "services/stock/app/resultat.hpp"

namespace comptoir::stock {

/// Throws Permanent when the fact contradicts the state: nobody could have decided it.
void evoluer(Lot&, const Fait&);

/// The reservation has ended; `effet` on each of its articles.
void clore(Lot&, const std::string& commande_id, Etat, void (*effet)(Article&, std::int64_t));

/// The order's lines, as a reservation holds them.
std::vector<Quantite> quantites(const std::vector<LigneCommande>&);

}  // namespace comptoir::stock
