// The verbs that change something: they are asked of the services, watched to their end, and told.
#pragma once
#include "apps/comptoir/lettres/api.hpp"
#include "apps/comptoir/lettres/options.hpp"

namespace comptoir::lettres {

/// 0 when every service's act came to its end, 1 when one was stopped, cut or refused.
int replay(std::vector<Api>&, const Options&);
int discard(std::vector<Api>&, const Options&);

}  // namespace comptoir::lettres
