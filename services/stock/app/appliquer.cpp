#include "services/stock/app/appliquer.hpp"

#include "services/stock/app/evoluer.hpp"

namespace comptoir::stock {
namespace {

struct Aiguillage {
  Lot& lot;
  const Contexte& contexte;

  Resultat operator()(const ProduitConnu& m) const { return lot.connaitre_produit(m.produit_id), Resultat{}; }
  Resultat operator()(const MagasinConnu& m) const { return lot.connaitre_magasin(m.magasin_id), Resultat{}; }
  Resultat operator()(const CommandeCreee& m) const { return reserver_stock(m, lot, contexte); }
  Resultat operator()(const CommandeFinie& m) const { return finir_commande(m, lot); }
  Resultat operator()(const Recevoir& m) const { return recevoir_stock(m, lot); }
  Resultat operator()(const Ajuster& m) const { return ajuster_stock(m, lot); }
  Resultat operator()(const Expirer& m) const { return expirer_reservation(m, lot, contexte.maintenant); }
};

}  // namespace

Resultat appliquer(const Message& message, Lot& lot, const Contexte& contexte) {
  auto resultat = std::visit(Aiguillage{lot, contexte}, message);
  for (const auto& fait : resultat.faits) evoluer(lot, fait);
  return resultat;
}

}  // namespace comptoir::stock
