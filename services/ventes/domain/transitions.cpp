#include "services/ventes/domain/transitions.hpp"

namespace comptoir::ventes {
namespace {

using E = Etat;
using M = Motif;
using S = Evenement;
using C = Condition;
using F = Effet;

constexpr Verdict avance(Etat e) { return {e, M::aucun, F::aucun}; }
constexpr Verdict annule(Motif m) { return {E::annulee, m, F::aucun}; }
constexpr Verdict rejette(Motif m) { return {E::annulee, m, F::rejeter}; }
constexpr Verdict kConfirme = {E::confirmee, M::aucun, F::confirmer};

// First match wins. Absent on purpose: anything from a final state; a step back (StockReserve after PaiementAccepte);
// contradictions that no service can utter (StockIndisponible after StockReserve, PaiementRefuse after PaiementAccepte).
// A refusal by stock or by payment is told by its own event, so it needs no verdict of ours: annule, not rejette.
// clang-format off
constexpr Regle kRegles[] = {
    // from               on                      if                  becomes
    {E::en_attente_stock,  S::stock_reserve,       C::toujours,        avance(E::stock_reserve)},
    {E::en_attente_stock,  S::stock_indisponible,  C::toujours,        annule(M::stock_indisponible)},
    {E::en_attente_stock,  S::paiement_accepte,    C::magasin_ferme,   rejette(M::magasin_ferme)},
    {E::en_attente_stock,  S::paiement_accepte,    C::lignes_connues,  kConfirme},
    {E::en_attente_stock,  S::paiement_accepte,    C::toujours,        avance(E::paiement_accepte)},
    {E::en_attente_stock,  S::paiement_refuse,     C::toujours,        annule(M::paiement_refuse)},
    {E::en_attente_stock,  S::annulation_demandee, C::toujours,        rejette(M::annulation_client)},
    {E::en_attente_stock,  S::reservation_expiree, C::toujours,        rejette(M::reservation_expiree)},

    {E::stock_reserve,     S::paiement_accepte,    C::magasin_ferme,   rejette(M::magasin_ferme)},
    {E::stock_reserve,     S::paiement_accepte,    C::lignes_connues,  kConfirme},
    {E::stock_reserve,     S::paiement_accepte,    C::toujours,        avance(E::paiement_accepte)},
    {E::stock_reserve,     S::paiement_refuse,     C::toujours,        annule(M::paiement_refuse)},
    {E::stock_reserve,     S::annulation_demandee, C::toujours,        rejette(M::annulation_client)},
    {E::stock_reserve,     S::reservation_expiree, C::toujours,        rejette(M::reservation_expiree)},

    // Paid, but CommandeCreee has not come: there are no lines to sell yet.
    {E::paiement_accepte,  S::commande_creee,      C::toujours,        kConfirme},
    {E::paiement_accepte,  S::annulation_demandee, C::toujours,        rejette(M::annulation_client)},
    {E::paiement_accepte,  S::reservation_expiree, C::toujours,        rejette(M::reservation_expiree)},
};
// clang-format on

bool tient(Condition c, const Situation& s) {
  switch (c) {
    case C::toujours: return true;
    case C::magasin_ferme: return !s.magasin_ouvert;
    case C::lignes_connues: return s.lignes_connues;
  }
  return false;
}

}  // namespace

std::span<const Regle> regles() { return kRegles; }

Verdict decide(const Situation& s, Evenement evenement) {
  for (const auto& r : kRegles)
    if (r.de == s.etat && r.sur == evenement && tient(r.si, s)) return r.donne;
  return {s.etat, s.motif, F::aucun};
}

}  // namespace comptoir::ventes
