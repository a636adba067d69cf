#include "services/panier/app/appliquer.hpp"

namespace comptoir::panier {
namespace {

using Genre = Refus::Genre;

std::optional<Refus> cle_inconnue(const Lot& lot, const ClePanier& cle) {
  auto champs = inconnus(lot, cle);
  if (champs.empty()) return std::nullopt;
  return Refus{Genre::introuvable, "Panier introuvable", "Ce client ou ce magasin n'est pas connu.", std::move(champs)};
}

std::string champ(std::size_t index, const char* nom) { return "lignes[" + std::to_string(index) + "]." + nom; }

// Unknown products first: a caller who repairs them sees the retired ones next.
std::optional<Refus> produits_refuses(const Lot& lot, const std::vector<Ligne>& lignes) {
  std::vector<json::FieldError> absents, retires;
  for (std::size_t i = 0; i < lignes.size(); ++i) {
    const auto produit = lot.catalogue.find(lignes[i].produit_id);
    if (produit == lot.catalogue.end())
      absents.push_back({champ(i, "produit_id"), "produit inconnu"});
    else if (!produit->second.actif)
      retires.push_back({champ(i, "produit_id"), "produit retiré de la vente"});
  }
  if (!absents.empty())
    return Refus{Genre::invalide, "Produit inconnu", "Le catalogue n'a pas ces produits.", std::move(absents)};
  if (!retires.empty())
    return Refus{Genre::conflit, "Produit retiré", "Ces produits ne se vendent plus.", std::move(retires)};
  return std::nullopt;
}

std::optional<Refus> produit_refuse(const Lot& lot, std::int64_t produit_id) {
  const auto produit = lot.catalogue.find(produit_id);
  if (produit == lot.catalogue.end())
    return Refus{
        Genre::introuvable, "Produit inconnu", "Le catalogue n'a pas ce produit.", {{"produit_id", "produit inconnu"}}};
  if (!produit->second.actif)
    return Refus{Genre::conflit,
                 "Produit retiré",
                 "Ce produit ne se vend plus.",
                 {{"produit_id", "produit retiré de la vente"}}};
  return std::nullopt;
}

Refus refus_de(const LigneRefusee& refusee) {
  if (refusee.motif == LigneRefusee::Motif::trop_de_lignes)
    return {Genre::invalide,
            "Panier trop grand",
            "Un panier a au plus 1000 produits distincts.",
            {{"lignes", "plus de 1000 produits distincts"}}};
  return {Genre::invalide,
          "Quantité trop grande",
          "La somme des quantités d'un produit dépasse 1000000.",
          {{champ(refusee.index, "quantite"), "la somme dépasse 1000000"}}};
}

Resultat a_jour(Lot& lot, const ClePanier& cle, const std::optional<LigneRefusee>& refusee) {
  if (refusee) return refus_de(*refusee);
  lot.paniers_changes.insert(cle);
  return voir(cle, lot.paniers[cle], lot.catalogue);
}

}  // namespace

std::vector<json::FieldError> inconnus(const Lot& lot, const ClePanier& cle) {
  std::vector<json::FieldError> champs;
  if (!lot.clients.contains(cle.client_id)) champs.push_back({"client_id", "client inconnu"});
  if (!lot.magasins.contains(cle.magasin_id)) champs.push_back({"magasin_id", "magasin inconnu"});
  return champs;
}

Resultat appliquer(Lot& lot, Contexte&, const RemplacerLignes& m) {
  if (auto refus = cle_inconnue(lot, m.cle)) return *refus;
  if (auto refus = produits_refuses(lot, m.lignes)) return *refus;
  return a_jour(lot, m.cle, remplacer(lot.paniers[m.cle], m.lignes));
}

Resultat appliquer(Lot& lot, Contexte&, const AjouterLignes& m) {
  if (auto refus = cle_inconnue(lot, m.cle)) return *refus;
  if (auto refus = produits_refuses(lot, m.lignes)) return *refus;
  return a_jour(lot, m.cle, ajouter(lot.paniers[m.cle], m.lignes));
}

Resultat appliquer(Lot& lot, Contexte&, const FixerLigne& m) {
  if (auto refus = cle_inconnue(lot, m.cle)) return *refus;
  if (auto refus = produit_refuse(lot, m.ligne.produit_id)) return *refus;
  return a_jour(lot, m.cle, fixer(lot.paniers[m.cle], m.ligne));
}

Resultat appliquer(Lot& lot, Contexte&, const RetirerLigne& m) {
  if (auto refus = cle_inconnue(lot, m.cle)) return *refus;
  if (!retirer(lot.paniers[m.cle], m.produit_id))
    return Refus{
        Genre::introuvable, "Ligne introuvable", "Le panier n'a pas ce produit.", {{"produit_id", "absent du panier"}}};
  return a_jour(lot, m.cle, std::nullopt);
}

Resultat appliquer(Lot& lot, Contexte&, const ViderPanier& m) {
  if (auto refus = cle_inconnue(lot, m.cle)) return *refus;
  lot.paniers[m.cle].lignes.clear();
  return a_jour(lot, m.cle, std::nullopt);
}

}  // namespace comptoir::panier
