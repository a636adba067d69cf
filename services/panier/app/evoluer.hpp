// What each fact makes of the orders placed: the same whether it has just been decided or is read back from the log.
#pragma once
#include "services/panier/app/lot.hpp"
#include "services/panier/app/resultat.hpp"

namespace comptoir::panier {

/// The cart is not the order's: emptying it is the checkout's business.
void evoluer(Lot&, const Evenement&);

}  // namespace comptoir::panier
