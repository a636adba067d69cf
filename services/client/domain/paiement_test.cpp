#include "services/client/domain/paiement.hpp"

#include <gtest/gtest.h>

#include "libs/base/error.hpp"

namespace comptoir::client {
namespace {

const Client kAnne{4, std::nullopt, "Anna", 1000, 1};
const StockReserve kReserve{"cmd-1", 4, 2, 400};
const VenteRejetee kRejet{"cmd-1", 4, 2, 400, "magasin_ferme"};

Paiement known(EtatPaiement etat) { return {"cmd-1", 4, 2, 400, etat}; }

TEST(Paiement, the_whole_table) {
  using E = EtatPaiement;
  using G = Geste;
  const struct {
    E connu;
    G reserve, rejet;
  } table[] = {{E::absent, G::payer, G::noter_rejet},
               {E::accepte, G::rien, G::rembourser},
               {E::refuse, G::rien, G::rien},
               {E::rembourse, G::rien, G::rien},
               {E::rejete_avant, G::rien, G::rien}};
  for (const auto& [connu, reserve, rejet] : table) {
    EXPECT_EQ(geste(connu, Annonce::stock_reserve), reserve) << int(connu);
    EXPECT_EQ(geste(connu, Annonce::vente_rejetee), rejet) << int(connu);
  }
}

TEST(Paiement, a_covered_order_is_debited) {
  const auto r = decider(kReserve, nullptr, &kAnne);
  ASSERT_TRUE(r);
  EXPECT_EQ(r->paiement, known(EtatPaiement::accepte));
  const auto& fait = std::get<PaiementAccepte>(*r->fait);
  EXPECT_EQ(fait.solde, 600);
  EXPECT_EQ(fait.paiement, r->paiement);
  EXPECT_EQ(mouvement(fait), (Mouvement{TypeEcriture::paiement, -400, "cmd-1", ""}));
}

TEST(Paiement, the_last_cent_is_enough) {
  EXPECT_EQ(decider(StockReserve{"cmd-1", 4, 2, 1000}, nullptr, &kAnne)->paiement.etat, EtatPaiement::accepte);
  EXPECT_EQ(decider(StockReserve{"cmd-1", 4, 2, 1001}, nullptr, &kAnne)->paiement.etat, EtatPaiement::refuse);
}

TEST(Paiement, a_balance_too_low_is_refused_and_moves_nothing) {
  const auto r = decider(StockReserve{"cmd-1", 4, 2, 5000}, nullptr, &kAnne);
  EXPECT_EQ(std::get<PaiementRefuse>(*r->fait).raison, "solde_insuffisant");
  EXPECT_EQ(std::get<PaiementRefuse>(*r->fait).paiement.total, 5000);
}

TEST(Paiement, an_unknown_client_is_refused) {
  const auto r = decider(kReserve, nullptr, nullptr);
  EXPECT_EQ(r->paiement.etat, EtatPaiement::refuse);
  EXPECT_EQ(std::get<PaiementRefuse>(*r->fait).raison, "client_inconnu");
}

TEST(Paiement, a_known_order_is_never_debited_again) {
  for (auto etat : {EtatPaiement::accepte, EtatPaiement::refuse, EtatPaiement::rembourse, EtatPaiement::rejete_avant}) {
    const auto connu = known(etat);
    EXPECT_FALSE(decider(kReserve, &connu, &kAnne)) << int(etat);
  }
}

TEST(Paiement, a_rejected_sale_gives_back_what_was_taken) {
  const auto connu = known(EtatPaiement::accepte);
  const auto r = decider(VenteRejetee{"cmd-1", 4, 2, 999'999, "magasin_ferme"}, &connu, &kAnne);
  ASSERT_TRUE(r);
  EXPECT_EQ(r->paiement, known(EtatPaiement::rembourse));
  const auto& fait = std::get<PaiementRembourse>(*r->fait);
  EXPECT_EQ(fait.motif, "magasin_ferme");
  EXPECT_EQ(fait.solde, 1400);
  EXPECT_EQ(mouvement(fait), (Mouvement{TypeEcriture::remboursement, 400, "cmd-1", "magasin_ferme"}));
}

TEST(Paiement, a_rejection_before_the_payment_is_remembered_silently) {
  const auto r = decider(kRejet, nullptr, nullptr);
  EXPECT_EQ(r->paiement, known(EtatPaiement::rejete_avant));
  EXPECT_FALSE(r->fait);
}

TEST(Paiement, a_rejection_gives_nothing_back_when_nothing_is_held) {
  for (auto etat : {EtatPaiement::refuse, EtatPaiement::rembourse, EtatPaiement::rejete_avant}) {
    const auto connu = known(etat);
    EXPECT_FALSE(decider(kRejet, &connu, &kAnne)) << int(etat);
  }
}

TEST(Paiement, a_payer_who_is_gone_is_an_error_not_a_loss) {
  const auto connu = known(EtatPaiement::accepte);
  EXPECT_THROW(decider(kRejet, &connu, nullptr), Permanent);
}

}  // namespace
}  // namespace comptoir::client
