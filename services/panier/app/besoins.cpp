#include "services/panier/app/lot.hpp"

namespace comptoir::panier {
namespace {

void panier(Besoins& b, const ClePanier& cle) {
  b.paniers.insert(cle);
  b.clients.insert(cle.client_id);
  b.magasins.insert(cle.magasin_id);
}

void lignes(Besoins& b, const std::vector<Ligne>& demandees) {
  for (const auto& ligne : demandees) b.produits.insert(ligne.produit_id);
}

struct Ajout {
  Besoins& b;

  void operator()(const RemplacerLignes& m) const { panier(b, m.cle), lignes(b, m.lignes); }
  void operator()(const AjouterLignes& m) const { panier(b, m.cle), lignes(b, m.lignes); }
  void operator()(const FixerLigne& m) const { panier(b, m.cle), b.produits.insert(m.ligne.produit_id); }
  void operator()(const RetirerLigne& m) const { panier(b, m.cle); }
  void operator()(const ViderPanier& m) const { panier(b, m.cle); }
  void operator()(const PasserCommande& m) const { panier(b, m.cle); }
  void operator()(const DemanderAnnulation& m) const { b.commandes.insert(m.commande_id); }
  // These bring the whole state with them.
  void operator()(const ProduitConnu&) const {}
  void operator()(const MagasinConnu&) const {}
  void operator()(const ClientConnu&) const {}
};

}  // namespace

void ajouter_besoins(Besoins& besoins, const Message& message) { std::visit(Ajout{besoins}, message); }

}  // namespace comptoir::panier
