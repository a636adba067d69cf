#include "services/client/app/appliquer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace comptoir::client {
namespace {

using testing::ElementsAre;
using testing::Field;

Lot with_anna() {
  Lot lot(4);
  lot.charger(Client{4, "A-4", "Anna", 1000, 1});
  return lot;
}

Issue faire(Lot& lot, const Message& message) { return appliquer(lot, message, Instant{}); }

Refus refusal(const Issue& issue) {
  EXPECT_FALSE(issue.fait);
  return std::get<Refus>(issue.reponse);
}

TEST(Creer, takes_the_next_id_and_opens_the_ledger) {
  auto lot = with_anna();
  const auto issue = faire(lot, CreerClient{"Bruno", "B-5", 2500});
  EXPECT_EQ(std::get<Client>(issue.reponse), (Client{5, "B-5", "Bruno", 2500, 1}));
  EXPECT_EQ(std::get<ClientCree>(*issue.fait).client.solde, 2500);
  EXPECT_THAT(lot.ecritures(), ElementsAre(Ecriture{5, 1, {TypeEcriture::creation, 2500, "", ""}, 2500}));
}

TEST(Creer, without_money_writes_no_line) {
  Lot lot;
  const auto issue = faire(lot, CreerClient{"Bruno", std::nullopt, 0});
  EXPECT_EQ(std::get<Client>(issue.reponse), (Client{1, std::nullopt, "Bruno", 0, 0}));
  EXPECT_TRUE(lot.ecritures().empty());
  EXPECT_EQ(lot.clients_modifies().size(), 1u);
}

TEST(Creer, a_reference_is_one_client_s_also_within_a_batch) {
  auto lot = with_anna();
  EXPECT_EQ(refusal(faire(lot, CreerClient{"X", "A-4", 0})), Refus::reference_prise);
  faire(lot, CreerClient{"Y", "N", 0});
  EXPECT_EQ(refusal(faire(lot, CreerClient{"Z", "N", 0})), Refus::reference_prise);
  EXPECT_EQ(std::get<Client>(faire(lot, CreerClient{"W", std::nullopt, 0}).reponse).id, 6);
}

TEST(Crediter, tells_the_amount_and_the_balance) {
  auto lot = with_anna();
  const auto issue = faire(lot, Crediter{4, 500, "geste"});
  const auto& fait = std::get<ClientCredite>(*issue.fait);
  EXPECT_EQ(fait.montant, 500);
  EXPECT_EQ(fait.solde, 1500);
  EXPECT_EQ(std::get<Client>(issue.reponse).solde, 1500);
}

TEST(Debiter, tells_a_positive_amount_and_writes_a_negative_one) {
  auto lot = with_anna();
  const auto issue = faire(lot, Debiter{4, 300, "frais"});
  EXPECT_EQ(std::get<ClientDebite>(*issue.fait).montant, 300);
  EXPECT_THAT(lot.ecritures(), ElementsAre(Ecriture{4, 2, {TypeEcriture::debit, -300, "", "frais"}, 700}));
}

TEST(Debiter, sees_what_the_batch_did_before) {
  auto lot = with_anna();
  faire(lot, Debiter{4, 800, "a"});
  EXPECT_EQ(refusal(faire(lot, Debiter{4, 300, "b"})), Refus::solde_insuffisant);
  faire(lot, Crediter{4, 100, "c"});
  EXPECT_EQ(std::get<Client>(faire(lot, Debiter{4, 300, "d"}).reponse).solde, 0);
  EXPECT_THAT(lot.ecritures(),
              ElementsAre(Field(&Ecriture::seq, 2), Field(&Ecriture::seq, 3), Field(&Ecriture::seq, 4)));
  EXPECT_THAT(lot.clients_modifies(), ElementsAre(Client{4, "A-4", "Anna", 0, 4}));
}

TEST(Crediter, refuses_the_unknown_and_the_too_much) {
  auto lot = with_anna();
  EXPECT_EQ(refusal(faire(lot, Crediter{9, 1, "x"})), Refus::client_inconnu);
  EXPECT_EQ(refusal(faire(lot, Debiter{9, 1, "x"})), Refus::client_inconnu);
  EXPECT_EQ(refusal(faire(lot, Crediter{4, kMaxSum, "x"})), Refus::solde_maximal);
  EXPECT_TRUE(lot.clients_modifies().empty());
}

TEST(Oublier, takes_the_name_and_leaves_the_money) {
  auto lot = with_anna();
  const auto issue = faire(lot, Oublier{4});
  const Client nameless{4, std::nullopt, std::nullopt, 1000, 1};
  EXPECT_EQ(std::get<ClientOublie>(*issue.fait).client_id, 4);
  EXPECT_EQ(std::get<Client>(issue.reponse), nameless);
  EXPECT_THAT(lot.clients_modifies(), ElementsAre(nameless));
  EXPECT_THAT(lot.oublies(), ElementsAre(4));
  EXPECT_EQ(std::get<Client>(faire(lot, Crediter{4, 500, "geste"}).reponse).solde, 1500);
}

TEST(Oublier, twice_tells_nothing_new) {
  auto lot = with_anna();
  lot.charger(Client{5, std::nullopt, std::nullopt, 200, 1});
  const auto again = faire(lot, Oublier{5});
  EXPECT_FALSE(again.fait);
  EXPECT_EQ(std::get<Client>(again.reponse).solde, 200);
  EXPECT_TRUE(lot.oublies().empty());
  EXPECT_EQ(refusal(faire(lot, Oublier{9})), Refus::client_inconnu);
}

TEST(Oublier, silences_the_answers_of_its_own_batch) {
  auto lot = with_anna();
  auto before = faire(lot, Crediter{4, 500, "geste"});
  auto other = faire(lot, CreerClient{"Bruno", "B-5", 0});
  faire(lot, Oublier{4});
  taire(before, lot);
  taire(other, lot);
  EXPECT_EQ(std::get<Client>(before.reponse), (Client{4, std::nullopt, std::nullopt, 1500, 2}));
  EXPECT_EQ(std::get<Client>(other.reponse).nom, "Bruno");
}

TEST(Regler, the_same_order_twice_in_a_batch_is_debited_once) {
  auto lot = with_anna();
  EXPECT_TRUE(faire(lot, StockReserve{"cmd-1", 4, 2, 400}).fait);
  EXPECT_FALSE(faire(lot, StockReserve{"cmd-1", 4, 2, 400}).fait);
  EXPECT_EQ(lot.client(4)->solde, 600);
}

TEST(Regler, two_orders_compete_for_one_balance) {
  auto lot = with_anna();
  faire(lot, StockReserve{"cmd-1", 4, 2, 700});
  const auto second = faire(lot, StockReserve{"cmd-2", 4, 2, 700});
  EXPECT_EQ(std::get<PaiementRefuse>(*second.fait).raison, "solde_insuffisant");
  EXPECT_THAT(lot.paiements_modifies(),
              ElementsAre(Field(&Paiement::etat, EtatPaiement::accepte), Field(&Paiement::etat, EtatPaiement::refuse)));
}

TEST(Regler, a_rejection_returns_the_money_once) {
  auto lot = with_anna();
  faire(lot, StockReserve{"cmd-1", 4, 2, 400});
  const VenteRejetee rejet{"cmd-1", 4, 2, 400, "magasin_ferme"};
  EXPECT_EQ(std::get<PaiementRembourse>(*faire(lot, rejet).fait).solde, 1000);
  EXPECT_FALSE(faire(lot, rejet).fait);
  EXPECT_EQ(lot.client(4)->solde, 1000);
}

TEST(Regler, a_reservation_after_its_rejection_debits_nothing) {
  auto lot = with_anna();
  EXPECT_FALSE(faire(lot, VenteRejetee{"cmd-1", 4, 2, 400, "annulation_client"}).fait);
  EXPECT_FALSE(faire(lot, StockReserve{"cmd-1", 4, 2, 400}).fait);
  EXPECT_EQ(lot.client(4)->solde, 1000);
}

TEST(Regler, the_refund_goes_to_whoever_paid) {
  auto lot = with_anna();
  lot.charger(Paiement{"cmd-1", 4, 2, 400, EtatPaiement::accepte});
  faire(lot, VenteRejetee{"cmd-1", 77, 2, 400, "magasin_ferme"});
  EXPECT_EQ(lot.client(4)->solde, 1400);
}

}  // namespace
}  // namespace comptoir::client
