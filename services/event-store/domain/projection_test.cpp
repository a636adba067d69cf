#include "services/event-store/domain/projection.hpp"

#include <gtest/gtest.h>

namespace comptoir::event_store {
namespace {

using Types = std::vector<std::string>;

ProjectionCommande replier(const Types& types) {
  ProjectionCommande p;
  for (const auto& type : types) appliquer(p, {type, 42, 1500, {{1, 2, 1000}, {5, 1, 500}}});
  return p;
}

TEST(ProjectionCommande, CelleDeLaSpecification) {
  ProjectionCommande p;
  appliquer(p, {"CommandeCreee", 42, 1500, {{1, 2, 1000}, {5, 1, 500}}});
  appliquer(p, {"StockReserve", 42, 9900, {{7, 7, 9900}}});
  appliquer(p, {"PaiementRefuse", 42, std::nullopt, {}});
  appliquer(p, {"StockLibere", 42, std::nullopt, {}});
  EXPECT_EQ(p.client_id, 42);
  EXPECT_EQ(p.total, 1500);
  EXPECT_EQ(p.produits, (std::vector<Produit>{{1, 2, 1000}, {5, 1, 500}}));
  EXPECT_EQ(p.statut, "PaiementRefuse");
}

TEST(ProjectionCommande, UneFinResteEtNeDependPasDeLOrdreDesCoureurs) {
  EXPECT_EQ(replier({"CommandeCreee"}).statut, "CommandeCreee");
  EXPECT_EQ(replier({"CommandeCreee", "AnnulationDemandee", "StockReserve"}).statut, "StockReserve");
  EXPECT_EQ(replier({"VenteConfirmee", "ReservationExpiree", "StockReserve"}).statut, "VenteConfirmee");
  EXPECT_EQ(replier({"PaiementRefuse", "VenteRejetee"}).statut, "VenteRejetee");
  EXPECT_EQ(replier({"VenteRejetee", "PaiementRefuse"}).statut, "VenteRejetee");
  EXPECT_EQ(replier({"AnnulationDemandee"}).statut, "");
}

struct Fin {
  Types types;
  bool terminee;
};

class EstTerminee : public testing::TestWithParam<Fin> {};

TEST_P(EstTerminee, Table) { EXPECT_EQ(est_terminee(GetParam().types), GetParam().terminee); }

INSTANTIATE_TEST_SUITE_P(
    Fins, EstTerminee,
    testing::Values(Fin{{}, false}, Fin{{"CommandeCreee", "StockReserve", "PaiementAccepte"}, false},
                    Fin{{"CommandeCreee", "StockIndisponible"}, true},
                    Fin{{"CommandeCreee", "StockReserve", "PaiementRefuse"}, false},
                    Fin{{"CommandeCreee", "StockReserve", "PaiementRefuse", "StockLibere"}, true},
                    Fin{{"CommandeCreee", "StockReserve", "PaiementAccepte", "VenteConfirmee"}, true},
                    Fin{{"CommandeCreee", "VenteRejetee"}, true},
                    Fin{{"CommandeCreee", "StockReserve", "VenteRejetee"}, false},
                    Fin{{"StockReserve", "PaiementAccepte", "VenteRejetee", "StockLibere"}, false},
                    Fin{{"StockReserve", "PaiementAccepte", "VenteRejetee", "PaiementRembourse"}, false},
                    Fin{{"StockReserve", "PaiementAccepte", "VenteRejetee", "StockLibere", "PaiementRembourse"},
                        true}));

TEST(ProjectionLibre, LeDernierDitAPlace) {
  ProjectionLibre p;
  const std::vector<std::pair<std::string, std::string>> cree{{"nom", "\"Tasse\""}, {"prix", "5.0"}};
  const std::vector<std::pair<std::string, std::string>> modifie{{"prix", "6.5"}, {"actif", "true"}};
  appliquer(p, "ProduitCree", cree);
  appliquer(p, "PrixModifie", modifie);
  ASSERT_EQ(p.champs.size(), 3u);
  EXPECT_EQ(p.champs[1].second, "6.5");
  EXPECT_EQ(p.statut, "PrixModifie");
}

}  // namespace
}  // namespace comptoir::event_store
