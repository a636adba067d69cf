// A use case's result as HTTP.
#pragma once
#include "libs/http/message.hpp"
#include "services/panier/app/resultat.hpp"

namespace comptoir::panier {

http::Response answer(const Resultat&);

}  // namespace comptoir::panier
