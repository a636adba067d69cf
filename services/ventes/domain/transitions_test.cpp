#include "services/ventes/domain/transitions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <vector>

namespace comptoir::ventes {
namespace {

using E = Etat;
using M = Motif;
using S = Evenement;
using F = Effet;

constexpr E kEtats[] = {E::en_attente_stock, E::stock_reserve, E::paiement_accepte, E::confirmee, E::annulee};
constexpr S kEvenements[] = {S::commande_creee,  S::stock_reserve,       S::stock_indisponible, S::paiement_accepte,
                             S::paiement_refuse, S::annulation_demandee, S::reservation_expiree};

// What each of kEvenements makes of each state; lines unknown, store open.
TEST(Decide, EveryStateWithEveryEvent) {
  constexpr Verdict attente{E::en_attente_stock, M::aucun, F::aucun}, reserve{E::stock_reserve, M::aucun, F::aucun},
      paye{E::paiement_accepte, M::aucun, F::aucun}, confirme{E::confirmee, M::aucun, F::confirmer},
      sans_stock{E::annulee, M::stock_indisponible, F::aucun}, refuse{E::annulee, M::paiement_refuse, F::aucun},
      annule{E::annulee, M::annulation_client, F::rejeter}, expire{E::annulee, M::reservation_expiree, F::rejeter},
      vendue{E::confirmee, M::aucun, F::aucun}, morte{E::annulee, M::aucun, F::aucun};
  const Verdict attendus[][7] = {
      {attente, reserve, sans_stock, paye, refuse, annule, expire},
      {reserve, reserve, reserve, paye, refuse, annule, expire},
      {confirme, paye, paye, paye, paye, annule, expire},
      {vendue, vendue, vendue, vendue, vendue, vendue, vendue},
      {morte, morte, morte, morte, morte, morte, morte},
  };
  for (int e = 0; e < 5; ++e)
    for (int s = 0; s < 7; ++s)
      EXPECT_EQ(decide({kEtats[e], M::aucun, false, true}, kEvenements[s]), attendus[e][s])
          << nom(kEtats[e]) << ' ' << s;
}

TEST(Decide, PaymentConfirmsWhenLinesAreKnownAndRejectsWhenTheStoreIsClosed) {
  for (auto etat : {E::en_attente_stock, E::stock_reserve}) {
    EXPECT_EQ(decide({etat, M::aucun, true, true}, S::paiement_accepte),
              (Verdict{E::confirmee, M::aucun, F::confirmer}));
    for (bool lignes : {false, true})
      EXPECT_EQ(decide({etat, M::aucun, lignes, false}, S::paiement_accepte),
                (Verdict{E::annulee, M::magasin_ferme, F::rejeter}));
  }
}

TEST(Decide, WhatIsFinalStaysWhateverComes) {
  for (auto motif : {M::stock_indisponible, M::paiement_refuse, M::magasin_ferme, M::annulation_client})
    for (auto s : kEvenements)
      for (bool ouvert : {false, true})
        EXPECT_EQ(decide({E::annulee, motif, true, ouvert}, s), (Verdict{E::annulee, motif, F::aucun}));
}

TEST(Regles, SpeakOnlyOfOpenStatesAndNeverGoBack) {
  for (const auto& r : regles()) {
    EXPECT_FALSE(est_final(r.de));
    EXPECT_GT(r.donne.etat, r.de);
    EXPECT_EQ(r.donne.etat == E::annulee, r.donne.motif != M::aucun);
    EXPECT_EQ(r.donne.etat == E::confirmee, r.donne.effet == F::confirmer);
  }
}

using Flux = std::vector<S>;
struct Fin {
  E etat;
  M motif;
  int confirmes = 0, rejets = 0;
  auto operator<=>(const Fin&) const = default;
};

Fin jouer(const Flux& ordre, bool ouvert) {
  Situation s{E::en_attente_stock, M::aucun, false, ouvert};
  Fin fin{s.etat, s.motif};
  for (auto evenement : ordre) {
    s.lignes_connues |= evenement == S::commande_creee;
    const auto v = decide(s, evenement);
    s.etat = v.etat;
    s.motif = v.motif;
    fin = {v.etat, v.motif, fin.confirmes + (v.effet == F::confirmer), fin.rejets + (v.effet == F::rejeter)};
  }
  return fin;
}

// Every merge of the streams that keeps the order within each.
void entrelacer(std::vector<Flux> flux, Flux& ordre, const std::function<void(const Flux&)>& voir) {
  bool fini = true;
  for (auto& f : flux) {
    if (f.empty()) continue;
    fini = false;
    const S tete = f.front();
    f.erase(f.begin());
    ordre.push_back(tete);
    entrelacer(flux, ordre, voir);
    ordre.pop_back();
    f.insert(f.begin(), tete);
  }
  if (fini) voir(ordre);
}

std::set<Fin> fins(const std::vector<Flux>& flux, bool ouvert = true) {
  std::set<Fin> out;
  Flux ordre;
  entrelacer(flux, ordre, [&](const Flux& o) { out.insert(jouer(o, ouvert)); });
  return out;
}

const Fin kVendue{E::confirmee, M::aucun, 1, 0};
Fin rejetee(M motif) { return {E::annulee, motif, 0, 1}; }
Fin annulee(M motif) { return {E::annulee, motif, 0, 0}; }
using Fins = std::set<Fin>;

TEST(Histoires, TheHappyOneHasOneEndInEveryOrder) {
  EXPECT_EQ(fins({{S::commande_creee}, {S::stock_reserve}, {S::paiement_accepte}}), Fins{kVendue});
}

TEST(Histoires, TheRefusedOnesHaveOneEndInEveryOrder) {
  EXPECT_EQ(fins({{S::commande_creee}, {S::stock_reserve}, {S::paiement_refuse}}), Fins{annulee(M::paiement_refuse)});
  EXPECT_EQ(fins({{S::commande_creee}, {S::stock_indisponible}}), Fins{annulee(M::stock_indisponible)});
}

TEST(Histoires, AClosedStoreRejectsInEveryOrder) {
  EXPECT_EQ(fins({{S::commande_creee}, {S::stock_reserve}, {S::paiement_accepte}}, false),
            Fins{rejetee(M::magasin_ferme)});
}

TEST(Histoires, ACancelledOneIsSoldOrRejectedNeverBoth) {
  EXPECT_EQ(fins({{S::commande_creee, S::annulation_demandee}, {S::stock_reserve}, {S::paiement_accepte}}),
            (Fins{kVendue, rejetee(M::annulation_client)}));
  EXPECT_EQ(fins({{S::commande_creee, S::annulation_demandee}, {S::stock_reserve}}),
            Fins{rejetee(M::annulation_client)});
  EXPECT_EQ(fins({{S::commande_creee, S::annulation_demandee}, {S::stock_indisponible}}),
            (Fins{annulee(M::stock_indisponible), rejetee(M::annulation_client)}));
}

TEST(Histoires, AnExpiredOneIsSoldOrRejectedNeverBoth) {
  EXPECT_EQ(fins({{S::commande_creee}, {S::stock_reserve, S::reservation_expiree}}),
            Fins{rejetee(M::reservation_expiree)});
  EXPECT_EQ(fins({{S::commande_creee}, {S::stock_reserve, S::reservation_expiree}, {S::paiement_accepte}}),
            (Fins{kVendue, rejetee(M::reservation_expiree)}));
  EXPECT_EQ(fins({{S::commande_creee}, {S::stock_reserve, S::reservation_expiree}, {S::paiement_refuse}}),
            (Fins{annulee(M::paiement_refuse), rejetee(M::reservation_expiree)}));
}

TEST(Histoires, WhenEverythingRacesThereIsStillOneEnd) {
  for (auto paiement : {S::paiement_accepte, S::paiement_refuse})
    for (bool ouvert : {false, true})
      for (const auto& fin :
           fins({{S::commande_creee, S::annulation_demandee}, {S::stock_reserve, S::reservation_expiree}, {paiement}},
                ouvert)) {
        EXPECT_TRUE(est_final(fin.etat));
        EXPECT_LE(fin.confirmes + fin.rejets, 1);
        EXPECT_EQ(fin.confirmes, fin.etat == E::confirmee);
        EXPECT_EQ(fin.confirmes + fin.rejets == 0, fin.motif == M::paiement_refuse);
      }
}

TEST(Statut, IsTheLastDecisiveEventElseTheFurthestStep) {
  EXPECT_EQ(statut(E::en_attente_stock, M::aucun), "CommandeCreee");
  EXPECT_EQ(statut(E::stock_reserve, M::aucun), "StockReserve");
  EXPECT_EQ(statut(E::paiement_accepte, M::aucun), "PaiementAccepte");
  EXPECT_EQ(statut(E::confirmee, M::aucun), "VenteConfirmee");
  EXPECT_EQ(statut(E::annulee, M::stock_indisponible), "StockIndisponible");
  EXPECT_EQ(statut(E::annulee, M::paiement_refuse), "PaiementRefuse");
  EXPECT_EQ(statut(E::annulee, M::reservation_expiree), "VenteRejetee");
}

TEST(Noms, ReadBack) {
  for (auto e : kEtats) EXPECT_EQ(etat_de(nom(e)), e);
  EXPECT_EQ(motif_de(nom(M::magasin_ferme)), M::magasin_ferme);
  EXPECT_THROW(etat_de("perdue"), std::invalid_argument);
}

}  // namespace
}  // namespace comptoir::ventes
