#include "services/produits/app/appliquer.hpp"

namespace comptoir::produits {
namespace {

struct Decider {
  Catalogue& catalogue;

  Decision operator()(const CreerProduit& m) const {
    if (catalogue.code_pris(m.code)) return Refus::code_pris;
    return Effet{{catalogue.nouvel_id(), m.code, m.nom, m.prix, true}, Fait::cree};
  }
  Decision operator()(const RenommerProduit& m) const {
    const auto* produit = catalogue.trouver(m.produit_id);
    return produit ? renommer(*produit, m.nom) : Refus::inconnu;
  }
  Decision operator()(const ChangerPrix& m) const {
    const auto* produit = catalogue.trouver(m.produit_id);
    return produit ? changer_prix(*produit, m.prix) : Refus::inconnu;
  }
  Decision operator()(const RetirerProduit& m) const {
    const auto* produit = catalogue.trouver(m.produit_id);
    return produit ? retirer(*produit) : Refus::inconnu;
  }
};

}  // namespace

Decision appliquer(Catalogue& catalogue, const Message& message) {
  auto decision = std::visit(Decider{catalogue}, message);
  const auto* effet = std::get_if<Effet>(&decision);
  if (effet && effet->fait) catalogue.garder(effet->apres);
  return decision;
}

}  // namespace comptoir::produits
