#include "services/panier/app/appliquer.hpp"

namespace comptoir::panier {
namespace {

using Genre = Refus::Genre;
using Motif = CommandeRefusee::Motif;

std::string liste(const std::vector<std::int64_t>& ids) {
  std::string out;
  for (auto id : ids) out += (out.empty() ? "" : ", ") + std::to_string(id);
  return out;
}

Refus refus_de(const CommandeRefusee& refusee, const ClePanier& cle) {
  switch (refusee.motif) {
    case Motif::panier_vide:
      return {Genre::conflit, "Panier vide", "Mettez au moins un produit au panier avant de commander.", {}};
    case Motif::magasin_ferme:
      return {Genre::conflit,
              "Magasin fermé",
              "Le magasin " + std::to_string(cle.magasin_id) + " est fermé: commandez quand il rouvre.",
              {{"magasin_id", "magasin fermé"}}};
    case Motif::produit_retire:
      return {Genre::conflit,
              "Produit retiré",
              "Retirez du panier ce qui ne se vend plus: produit " + liste(refusee.produits) + ".",
              {}};
    case Motif::total_trop_grand: break;
  }
  return {Genre::invalide,
          "Total trop grand",
          "Le total dépasse " + format_dollars(kMaxSum) + ": scindez la commande.",
          {{"total", "dépasse " + format_dollars(kMaxSum)}}};
}

}  // namespace

Resultat appliquer(Lot& lot, Contexte& contexte, const PasserCommande& m) {
  if (auto champs = inconnus(lot, m.cle); !champs.empty())
    return Refus{Genre::invalide, "Client ou magasin inconnu", "La commande cite un client ou un magasin inconnu.",
                 std::move(champs)};
  auto& panier = lot.paniers[m.cle];
  auto decision = composer(m.cle, panier, lot.magasins.at(m.cle.magasin_id), lot.catalogue);
  if (const auto* refusee = std::get_if<CommandeRefusee>(&decision)) return refus_de(*refusee, m.cle);
  auto& commande = std::get<Commande>(decision);
  commande.commande_id = "cmd-" + contexte.ids.next(contexte.now);
  commande.cree_le = contexte.now;
  panier.lignes.clear();
  lot.paniers_changes.insert(m.cle);
  dire(lot, contexte, CommandeCreee{commande});
  return CommandeAcceptee{std::move(commande)};
}

}  // namespace comptoir::panier
