#include "services/panier/domain/commande.hpp"

namespace comptoir::panier {
namespace {

using Motif = CommandeRefusee::Motif;

std::vector<std::int64_t> produits_retires(const Panier& panier, const Catalogue& catalogue) {
  std::vector<std::int64_t> retires;
  for (const auto& ligne : panier.lignes) {
    const auto produit = catalogue.find(ligne.produit_id);
    if (produit == catalogue.end() || !produit->second.actif) retires.push_back(ligne.produit_id);
  }
  return retires;
}

}  // namespace

std::variant<Commande, CommandeRefusee> composer(const ClePanier& cle, const Panier& panier, const Magasin& magasin,
                                                 const Catalogue& catalogue) {
  if (panier.lignes.empty()) return CommandeRefusee{Motif::panier_vide, {}};
  if (!magasin.ouvert) return CommandeRefusee{Motif::magasin_ferme, {}};
  if (auto retires = produits_retires(panier, catalogue); !retires.empty())
    return CommandeRefusee{Motif::produit_retire, std::move(retires)};
  Commande commande{"", cle, {}, 0, {}};
  for (const auto& [produit_id, quantite] : panier.lignes) {
    const Cents prix = catalogue.at(produit_id).prix;
    if (prix > (kMaxSum - commande.total) / quantite) return CommandeRefusee{Motif::total_trop_grand, {}};
    commande.lignes.push_back({produit_id, quantite, prix, prix * quantite});
    commande.total += prix * quantite;
  }
  return commande;
}

}  // namespace comptoir::panier
