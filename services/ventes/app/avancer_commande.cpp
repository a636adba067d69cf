#include "services/ventes/app/appliquer.hpp"

namespace comptoir::ventes {
namespace {

// Whichever event comes first says whose order it is; CommandeCreee says what is in it, even to an order that has ended.
void completer(Lot::Dossier& d, const PasDeCommande& pas) {
  auto& c = d.commande;
  if (!d.existe && !d.change) {
    c.client_id = pas.client_id;
    c.magasin_id = pas.magasin_id;
    c.total = pas.total.value_or(0);
    d.change = true;
  }
  if (!pas.lignes || c.lignes_connues) return;
  c.total = pas.total.value_or(c.total);
  c.lignes = *pas.lignes;
  c.lignes_connues = d.lignes_nouvelles = d.change = true;
}

}  // namespace

Resultat avancer_commande(const PasDeCommande& pas, Lot& lot) {
  auto& d = lot.dossier(pas.commande_id);
  auto& c = d.commande;
  completer(d, pas);
  const auto verdict = decide({c.etat, c.motif, c.lignes_connues, lot.magasin_ouvert(c.magasin_id)}, pas.evenement);
  const bool decisif = est_final(verdict.etat) && !est_final(c.etat);
  d.change |= verdict.etat != c.etat;
  d.vendue |= verdict.effet == Effet::confirmer;
  c.etat = verdict.etat;
  c.motif = verdict.motif;
  return {verdict.effet, decisif, &c};
}

}  // namespace comptoir::ventes
