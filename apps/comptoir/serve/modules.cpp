#include "apps/comptoir/serve/module.hpp"

namespace comptoir::serve {

std::vector<std::unique_ptr<Module>> make_modules(const Config&) {
  return {};  // The rooms of services/ are wired here.
}

}  // namespace comptoir::serve
