#include "services/stock/app/appliquer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace comptoir::stock {
namespace {

using namespace std::chrono_literals;

const Contexte kContexte{Instant{1'000'000us}, 60'000ms};

Message commande(std::vector<LigneCommande> lignes, std::string id = "cmd-1") {
  return CommandeCreee{{std::move(id), 7, 1, 300}, std::move(lignes)};
}
Message fin(Fin f, std::string motif) { return CommandeFinie{{"cmd-1", 7, 1, 300}, f, std::move(motif)}; }

struct Stock : testing::Test {
  Stock() {
    lot.charger_magasin(1);
    for (auto p : {5, 6}) lot.charger_produit(p);
    lot.charger({1, 5}, {10, 0, 10, 0, 0});
  }
  Resultat faire(const Message& m) { return appliquer(m, lot, kContexte); }
  template <class F>
  F fait(const Resultat& r) {
    EXPECT_EQ(r.faits.size(), 1u);
    return std::get<F>(r.faits.at(0));
  }
  Lot lot;
};

TEST_F(Stock, ReservesAllOfAnOrderWithItsLinesAsGiven) {
  const auto r = fait<StockReserve>(faire(commande({{5, 2, 100, 200}, {5, 1, 100, 100}})));
  EXPECT_EQ(r.lignes.size(), 2u);
  EXPECT_EQ(r.echeance, kContexte.maintenant + 60s);
  EXPECT_EQ(lot.article({1, 5}).reserve, 3);
}

TEST_F(Stock, ReservesNothingWhenOneLineLacks) {
  const auto r = fait<StockIndisponible>(faire(commande({{5, 2, 100, 200}, {6, 1, 100, 100}})));
  EXPECT_THAT(r.manquants, testing::ElementsAre(Manquant{6, 1, 0}));
  EXPECT_EQ(lot.article({1, 5}).reserve, 0);
  EXPECT_EQ(lot.reservation("cmd-1")->etat, Etat::refusee);
}

TEST_F(Stock, LinesOfOneProductCountTogether) {
  const auto r = fait<StockIndisponible>(faire(commande({{5, 6, 1, 6}, {5, 6, 1, 6}})));
  EXPECT_THAT(r.manquants, testing::ElementsAre(Manquant{5, 12, 10}));
}

TEST_F(Stock, TwoOrdersOfOneBatchShareWhatThereIs) {
  faire(commande({{5, 8, 1, 8}}, "cmd-1"));
  const auto r = fait<StockIndisponible>(faire(commande({{5, 3, 1, 3}}, "cmd-2")));
  EXPECT_THAT(r.manquants, testing::ElementsAre(Manquant{5, 3, 2}));
}

TEST_F(Stock, ReleasesOnceForARefusedPayment) {
  faire(commande({{5, 2, 100, 200}}));
  const auto r = fait<StockLibere>(faire(fin(Fin::paiement_refuse, "paiement_refuse")));
  EXPECT_EQ(r.motif, "paiement_refuse");
  EXPECT_TRUE(faire(fin(Fin::vente_rejetee, "annulation_client")).faits.empty());
  EXPECT_EQ(lot.article({1, 5}), (Article{10, 0, 10, 0, 0}));
}

TEST_F(Stock, IssuesWhatWasSold) {
  faire(commande({{5, 2, 100, 200}}));
  EXPECT_TRUE(faire(fin(Fin::vente_confirmee, "")).faits.empty());
  EXPECT_EQ(lot.article({1, 5}), (Article{8, 0, 10, 2, 0}));
}

TEST_F(Stock, AnOrderRejectedBeforeItCameReservesNothing) {
  EXPECT_TRUE(faire(fin(Fin::vente_rejetee, "annulation_client")).faits.empty());
  EXPECT_TRUE(faire(commande({{5, 2, 100, 200}})).faits.empty());
  EXPECT_EQ(lot.article({1, 5}).reserve, 0);
}

TEST_F(Stock, SaysOnceThatADeadlineHasPassedAndKeepsTheStock) {
  faire(commande({{5, 2, 100, 200}}));
  EXPECT_TRUE(faire(Expirer{"cmd-1", 1}).faits.empty());
  const Contexte tard{kContexte.maintenant + 60s, 60'000ms};
  EXPECT_EQ(fait<ReservationExpiree>(appliquer(Expirer{"cmd-1", 1}, lot, tard)).commande.client_id, 7);
  EXPECT_TRUE(appliquer(Expirer{"cmd-1", 1}, lot, tard).faits.empty());
  EXPECT_EQ(lot.article({1, 5}).reserve, 2);
}

TEST_F(Stock, ReceptionMergesAProductGivenTwice) {
  const auto r = faire(Recevoir{1, {{6, 2}, {5, 1}, {6, 3}}});
  EXPECT_EQ(r.faits.size(), 2u);
  EXPECT_EQ(std::get<Recu>(r.reponse).lignes.size(), 2u);
  EXPECT_EQ(lot.article({1, 6}).physique, 5);
}

TEST_F(Stock, ReceptionOfTheUnknownWritesNothing) {
  const auto r = faire(Recevoir{2, {{5, 2}, {6, 1}, {9, 1}}});
  const auto& erreurs = std::get<Inconnus>(r.reponse).erreurs;
  ASSERT_EQ(erreurs.size(), 2u);
  EXPECT_EQ(erreurs[0].champ, "magasin_id");
  EXPECT_EQ(erreurs[1].champ, "lignes[2].produit_id");
  EXPECT_TRUE(r.faits.empty());
}

TEST_F(Stock, AdjustmentStopsAtTheReserve) {
  faire(commande({{5, 8, 1, 8}}));
  EXPECT_TRUE(std::holds_alternative<SousLaReserve>(faire(Ajuster{1, 5, -3, "casse"}).reponse));
  EXPECT_EQ(fait<StockAjuste>(faire(Ajuster{1, 5, -2, "casse"})).physique, 8);
}

TEST_F(Stock, AProductAnnouncedInTheBatchCanBeReceivedInIt) {
  faire(ProduitConnu{9});
  EXPECT_TRUE(std::holds_alternative<Recu>(faire(Recevoir{1, {{9, 1}}}).reponse));
}

}  // namespace
}  // namespace comptoir::stock
