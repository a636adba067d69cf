#include "services/produits/adapters/evenements.hpp"

#include "libs/base/ids.hpp"
#include "libs/bus/event_data.hpp"
#include "services/produits/app/representation.hpp"

namespace comptoir::produits {
namespace {

std::string type_of(Fait fait) {
  switch (fait) {
    case Fait::cree: return "ProduitCree";
    case Fait::modifie: return "ProduitModifie";
    case Fait::prix_modifie: return "PrixModifie";
    case Fait::retire: return "ProduitRetire";
  }
  throw std::logic_error("a Fait without a name");
}

}  // namespace

service::Emission to_emission(Fait fait, const Produit& produit) {
  const auto id = std::to_string(produit.id);
  return {.stream = kStream,
          .event_type = type_of(fait),
          .aggregate_id = "prd-" + id,
          .cle = "produit:" + id,
          .correlation_id = "prd-" + id,
          .data = to_json(produit)};
}

Produit to_product(const bus::Envelope& e) {
  return bus::read_data<Produit>(e, [](json::Fields& f) {
    return Produit{f.integer("produit_id", 1, kMaxId), f.text("code", 1, kMaxCode), f.text("nom", 1, kMaxNom),
                   f.money("prix", 0, kMaxAmount), f.boolean("actif")};
  });
}

}  // namespace comptoir::produits
