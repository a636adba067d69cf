#include "services/magasins/adapters/evenements.hpp"

#include "libs/base/ids.hpp"
#include "libs/bus/event_data.hpp"
#include "services/magasins/app/representation.hpp"

namespace comptoir::magasins {
namespace {

std::string type_of(Fait fait) {
  switch (fait) {
    case Fait::cree: return "MagasinCree";
    case Fait::modifie: return "MagasinModifie";
    case Fait::ferme: return "MagasinFerme";
    case Fait::rouvert: return "MagasinRouvert";
  }
  throw std::logic_error("a Fait without a name");
}

}  // namespace

service::Emission to_emission(Fait fait, const Magasin& magasin) {
  const auto id = std::to_string(magasin.id);
  return {.stream = kStream,
          .event_type = type_of(fait),
          .aggregate_id = "mag-" + id,
          .cle = "magasin:" + id,
          .correlation_id = "mag-" + id,
          .data = to_json(magasin)};
}

Magasin to_store(const bus::Envelope& e) {
  return bus::read_data<Magasin>(e, [](json::Fields& f) {
    return Magasin{f.integer("magasin_id", 1, kMaxId), f.text("nom", 1, kMaxNom), f.boolean("ouvert")};
  });
}

}  // namespace comptoir::magasins
