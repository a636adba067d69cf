#include "services/produits/domain/produit.hpp"

namespace comptoir::produits {

Decision renommer(const Produit& produit, const std::string& nom) {
  if (!produit.actif) return Refus::retire;
  if (produit.nom == nom) return Effet{produit, std::nullopt};
  Produit apres = produit;
  apres.nom = nom;
  return Effet{apres, Fait::modifie};
}

Decision changer_prix(const Produit& produit, Cents prix) {
  if (!produit.actif) return Refus::retire;
  if (produit.prix == prix) return Effet{produit, std::nullopt};
  Produit apres = produit;
  apres.prix = prix;
  return Effet{apres, Fait::prix_modifie};
}

Decision retirer(const Produit& produit) {
  if (!produit.actif) return Effet{produit, std::nullopt};
  Produit apres = produit;
  apres.actif = false;
  return Effet{apres, Fait::retire};
}

}  // namespace comptoir::produits
