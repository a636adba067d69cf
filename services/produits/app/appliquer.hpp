// Does one command on the working set; the next command sees its effect.
#pragma once
#include "services/produits/app/catalogue.hpp"
#include "services/produits/app/messages.hpp"

namespace comptoir::produits {

Decision appliquer(Catalogue&, const Message&);

}  // namespace comptoir::produits
