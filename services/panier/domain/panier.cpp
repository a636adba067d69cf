#include "services/panier/domain/panier.hpp"

#include <algorithm>
#include <utility>

namespace comptoir::panier {
namespace {

auto ligne_de(Panier& panier, std::int64_t produit_id) {
  return std::find_if(panier.lignes.begin(), panier.lignes.end(),
                      [&](const Ligne& l) { return l.produit_id == produit_id; });
}

}  // namespace

std::optional<LigneRefusee> ajouter(Panier& panier, std::span<const Ligne> lignes) {
  Panier suite = panier;
  for (std::size_t i = 0; i < lignes.size(); ++i) {
    const auto deja = ligne_de(suite, lignes[i].produit_id);
    if (deja == suite.lignes.end()) {
      if (suite.lignes.size() == kMaxLignes) return LigneRefusee{LigneRefusee::Motif::trop_de_lignes, i};
      suite.lignes.push_back(lignes[i]);
    } else {
      if (deja->quantite > kMaxQuantite - lignes[i].quantite)
        return LigneRefusee{LigneRefusee::Motif::quantite_trop_grande, i};
      deja->quantite += lignes[i].quantite;
    }
  }
  panier = std::move(suite);
  return std::nullopt;
}

std::optional<LigneRefusee> remplacer(Panier& panier, std::span<const Ligne> lignes) {
  Panier neuf;
  const auto refus = ajouter(neuf, lignes);
  if (!refus) panier = std::move(neuf);
  return refus;
}

std::optional<LigneRefusee> fixer(Panier& panier, Ligne ligne) {
  const auto deja = ligne_de(panier, ligne.produit_id);
  if (deja == panier.lignes.end()) return ajouter(panier, {&ligne, 1});
  deja->quantite = ligne.quantite;
  return std::nullopt;
}

bool retirer(Panier& panier, std::int64_t produit_id) {
  const auto deja = ligne_de(panier, produit_id);
  if (deja == panier.lignes.end()) return false;
  panier.lignes.erase(deja);
  return true;
}

VuePanier voir(const ClePanier& cle, const Panier& panier, const Catalogue& catalogue) {
  VuePanier vue{cle, {}, 0};
  vue.lignes.reserve(panier.lignes.size());
  for (const auto& ligne : panier.lignes) {
    const auto connu = catalogue.find(ligne.produit_id);
    Produit produit = connu == catalogue.end() ? Produit{} : connu->second;
    if (connu == catalogue.end()) produit.actif = false;
    const Cents sous_total = produit.prix * ligne.quantite;
    vue.lignes.push_back({ligne.produit_id, produit.nom, ligne.quantite, produit.prix, sous_total, produit.actif});
    vue.total += sous_total;
  }
  return vue;
}

}  // namespace comptoir::panier
