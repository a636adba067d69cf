#include "services/event-store/domain/projections/sagas.hpp"

#include <gtest/gtest.h>

#include "services/event-store/domain/projections/commandes.hpp"

namespace comptoir::event_store::projections {
namespace {

Instant a(int ms) { return Instant{std::chrono::milliseconds(1'000'000 + ms)}; }

Pas pas(std::string_view type, int ms) { return {etape(type), a(ms), {}, {}, {}}; }

TEST(Saga, ElleSaitCeQuElleAttendEtDepuisQuand) {
  Saga s;
  appliquer(s, {etape("CommandeCreee"), a(0), 12, 3, {}});
  appliquer(s, {etape("StockReserve"), a(10), {}, {}, a(900)});
  EXPECT_EQ(s.debut, a(0));
  EXPECT_EQ(s.depuis, a(10));
  EXPECT_EQ(s.echeance, a(900));
  EXPECT_EQ(s.client_id, 12);
  EXPECT_FALSE(s.fin);
  appliquer(s, pas("PaiementAccepte", 20));
  appliquer(s, pas("VenteConfirmee", 35));
  EXPECT_EQ(s.fin, a(35));
}

TEST(Saga, UnEvenementQuiNAvanceRienNeRemetPasLAttenteAZero) {
  Saga s;
  appliquer(s, pas("CommandeCreee", 0));
  appliquer(s, pas("AnnulationDemandee", 5));
  appliquer(s, pas("StockReserve", 50));
  EXPECT_EQ(s.depuis, a(5));
}

TEST(Saga, UneReservationQuiCourtApresLeRejetRouvreLHistoire) {
  Saga s;
  for (const auto* type : {"CommandeCreee", "AnnulationDemandee", "VenteRejetee"}) appliquer(s, pas(type, 1));
  EXPECT_TRUE(s.fin);
  appliquer(s, pas("StockReserve", 2));
  EXPECT_FALSE(s.fin);
  appliquer(s, pas("StockLibere", 9));
  EXPECT_EQ(s.fin, a(9));
}

TEST(Commande, LePlusDecisifDonneLEtatEtCeQuiEstDitDAbordReste) {
  Commande c;
  appliquer(c, {"CommandeCreee", a(0), 12, 3, 2500, 2, ""});
  appliquer(c, {"VenteRejetee", a(30), {}, {}, {}, 0, "annulation_client"});
  appliquer(c, {"StockReserve", a(40), 99, 99, 1, 1, ""});
  EXPECT_EQ(c.client_id, 12);
  EXPECT_EQ(c.total, 2500);
  EXPECT_EQ(c.articles, 2);
  EXPECT_EQ(etat_de(c.statut), "annulee");
  EXPECT_EQ(c.motif, "annulation_client");
  EXPECT_EQ(c.creee_le, a(0));
  EXPECT_EQ(c.maj_le, a(30));
}

TEST(Commande, UnRefusEstSonPropreMotif) {
  for (const auto& [type, motif] : {std::pair{"StockIndisponible", "stock_indisponible"},
                                    std::pair{"PaiementRefuse", "paiement_refuse"}, std::pair{"VenteConfirmee", ""}}) {
    Commande c;
    appliquer(c, {type, a(1), {}, {}, {}, 0, ""});
    EXPECT_EQ(c.motif, motif);
  }
}

}  // namespace
}  // namespace comptoir::event_store::projections
