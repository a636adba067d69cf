#include "services/event-store/domain/projections/etapes.hpp"

#include <gtest/gtest.h>

#include "services/event-store/domain/projection.hpp"

namespace comptoir::event_store::projections {
namespace {

Etapes ensemble(const std::vector<std::string_view>& types) {
  Etapes out = 0;
  for (const auto type : types) out |= etape(type);
  return out;
}

std::vector<std::string> types_de(Etapes vues) {
  std::vector<std::string> out;
  for (const auto type : kEtapes)
    if (vues & etape(type)) out.emplace_back(type);
  return out;
}

TEST(Etapes, ChaqueTypeASonBitEtUnAutreTypeAucun) {
  EXPECT_EQ(etape("CommandeCreee"), 1);
  EXPECT_EQ(etape("VenteRejetee"), 1 << 10);
  EXPECT_EQ(etape("ProduitCree"), 0);
  EXPECT_EQ(etape(""), 0);
}

struct Cas {
  std::vector<std::string_view> vues;
  std::optional<Attendu> attend;
};

class Attentes : public testing::TestWithParam<Cas> {};

TEST_P(Attentes, Table) { EXPECT_EQ(attendu(ensemble(GetParam().vues)), GetParam().attend); }

INSTANTIATE_TEST_SUITE_P(
    Sagas, Attentes,
    testing::Values(Cas{{"CommandeCreee"}, Attendu{"StockReserve", "stock"}},
                    Cas{{"CommandeCreee", "StockIndisponible"}, std::nullopt},
                    Cas{{"CommandeCreee", "StockReserve"}, Attendu{"PaiementAccepte", "client"}},
                    Cas{{"CommandeCreee", "StockReserve", "PaiementAccepte"}, Attendu{"VenteConfirmee", "ventes"}},
                    Cas{{"CommandeCreee", "StockReserve", "PaiementAccepte", "VenteConfirmee"}, std::nullopt},
                    Cas{{"CommandeCreee", "AnnulationDemandee"}, Attendu{"VenteRejetee", "ventes"}},
                    Cas{{"CommandeCreee", "StockReserve", "ReservationExpiree"}, Attendu{"VenteRejetee", "ventes"}},
                    Cas{{"CommandeCreee", "StockReserve", "PaiementRefuse"}, Attendu{"StockLibere", "stock"}},
                    Cas{{"StockReserve", "PaiementAccepte", "VenteRejetee"}, Attendu{"StockLibere", "stock"}},
                    Cas{{"StockReserve", "PaiementAccepte", "VenteRejetee", "StockLibere"},
                        Attendu{"PaiementRembourse", "client"}}));

// The two ways to say that an order has ended agree on every set; a payment is only refused after a reservation.
TEST(Etapes, NAttendPlusRienExactementQuandElleEstTerminee) {
  for (Etapes vues = 1; vues < (1 << 11); ++vues) {
    if ((vues & etape("PaiementRefuse")) && !(vues & etape("StockReserve"))) continue;
    if ((vues & etape("PaiementRefuse")) && (vues & etape("PaiementAccepte"))) continue;
    EXPECT_EQ(!attendu(vues).has_value(), est_terminee(types_de(vues))) << vues;
  }
}

}  // namespace
}  // namespace comptoir::event_store::projections
