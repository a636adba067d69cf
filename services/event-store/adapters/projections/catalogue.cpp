#include <stdexcept>

#include "services/event-store/adapters/projections/projection.hpp"

namespace comptoir::event_store::projections {
namespace {

std::vector<std::unique_ptr<Projection>> toutes() {
  std::vector<std::unique_ptr<Projection>> out;
  out.push_back(projection_commandes());
  out.push_back(projection_sagas());
  out.push_back(projection_ventes());
  out.push_back(projection_stock());
  out.push_back(projection_soldes());
  return out;
}

}  // namespace

const std::vector<std::unique_ptr<Projection>>& catalogue() {
  static const auto projections = toutes();
  return projections;
}

const Projection& projection(std::string_view nom) {
  for (const auto& p : catalogue())
    if (p->nom().nom == nom) return *p;
  throw std::out_of_range("no projection is called " + std::string(nom));
}

void demander_types(Types& types, const Projection& p) {
  types.tous.insert(p.types().begin(), p.types().end());
  types.lus.insert(p.types_lus().begin(), p.types_lus().end());
}

}  // namespace comptoir::event_store::projections
