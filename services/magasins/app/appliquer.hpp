// Does one command on the working set; the next command sees its effect.
#pragma once
#include "services/magasins/app/messages.hpp"
#include "services/magasins/app/registre.hpp"

namespace comptoir::magasins {

Decision appliquer(Registre&, const Message&);

}  // namespace comptoir::magasins
