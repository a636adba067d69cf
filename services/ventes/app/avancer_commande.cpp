#include "services/ventes/app/appliquer.hpp"

namespace comptoir::ventes {
namespace {

// Whichever event comes first says whose order it is; CommandeCreee says what is in it, even to an order that has ended.
bool completer(Lot::Dossier& d, const PasDeCommande& pas) {
  auto& c = d.commande;
  const bool nouveau = !d.existe && !d.change;
  if (nouveau) {
    c.client_id = pas.client_id;
    c.magasin_id = pas.magasin_id;
    c.total = pas.total.value_or(0);
  }
  if (!pas.lignes || c.lignes_connues) return nouveau;
  c.total = pas.total.value_or(c.total);
  c.lignes = *pas.lignes;
  c.lignes_connues = d.lignes_nouvelles = true;
  return true;
}

}  // namespace

Resultat avancer_commande(const PasDeCommande& pas, Lot& lot, Instant maintenant) {
  auto& d = lot.dossier(pas.commande_id);
  auto& c = d.commande;
  const bool complete = completer(d, pas);
  const auto verdict = decide({c.etat, c.motif, c.lignes_connues, lot.magasin_ouvert(c.magasin_id)}, pas.evenement);
  const bool decisif = est_final(verdict.etat) && !est_final(c.etat);
  if (complete || verdict.etat != c.etat) d.changer(verdict.effet == Effet::aucun ? pas.le : maintenant);
  if (verdict.effet == Effet::confirmer) d.vendue = maintenant;
  c.etat = verdict.etat;
  c.motif = verdict.motif;
  return {verdict.effet, decisif, &c};
}

void rejouer(const VerdictRendu& v, Lot& lot) {
  auto& d = lot.dossier(v.commande.commande_id);
  d.commande = v.commande;
  d.lignes_nouvelles = v.commande.lignes_connues;
  d.changer(v.le);
  if (v.commande.etat == Etat::confirmee) d.vendue = v.le;
}

}  // namespace comptoir::ventes
