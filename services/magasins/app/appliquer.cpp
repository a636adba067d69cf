#include "services/magasins/app/appliquer.hpp"

namespace comptoir::magasins {
namespace {

struct Decider {
  Registre& registre;

  Decision operator()(const CreerMagasin& m) const {
    if (registre.nom_pris(m.nom)) return Refus::nom_pris;
    return Effet{{registre.nouvel_id(), m.nom, true}, Fait::cree};
  }
  Decision operator()(const RenommerMagasin& m) const {
    const auto* magasin = registre.trouver(m.magasin_id);
    if (!magasin) return Refus::inconnu;
    if (registre.nom_pris(m.nom, m.magasin_id)) return Refus::nom_pris;
    return renommer(*magasin, m.nom);
  }
  Decision operator()(const FermerMagasin& m) const {
    const auto* magasin = registre.trouver(m.magasin_id);
    return magasin ? Decision(fermer(*magasin)) : Refus::inconnu;
  }
  Decision operator()(const RouvrirMagasin& m) const {
    const auto* magasin = registre.trouver(m.magasin_id);
    return magasin ? Decision(rouvrir(*magasin)) : Refus::inconnu;
  }
};

}  // namespace

Decision appliquer(Registre& registre, const Message& message) {
  auto decision = std::visit(Decider{registre}, message);
  const auto* effet = std::get_if<Effet>(&decision);
  if (effet && effet->fait) registre.garder(effet->apres);
  return decision;
}

}  // namespace comptoir::magasins
