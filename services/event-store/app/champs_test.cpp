#include "services/event-store/app/champs.hpp"

#include <gtest/gtest.h>

namespace comptoir::event_store {
namespace {

TEST(Champs, UneCommandeMontreLesQuatreDeLaSpecification) {
  EXPECT_EQ(
      objet(champs_de(ProjectionCommande{42, {{1, 2, 1000}}, 1500, "StockReserve"})),
      R"({"client_id":42,"produits":[{"produit_id":1,"quantite":2,"sous_total":10.0}],"total":15.0,"statut":"StockReserve"})");
  EXPECT_EQ(objet(champs_de(ProjectionCommande{})), R"({"client_id":null,"produits":[],"total":null,"statut":null})");
}

TEST(Champs, LeStatutDUnAgregatLibreEstLeTypeDeSonDernierEvenement) {
  const ProjectionLibre p{{{"nom", R"("Tasse")"}, {"statut", R"("neuf")"}}, "ProduitCree"};
  EXPECT_EQ(objet(champs_de(p)), R"({"nom":"Tasse","statut":"ProduitCree"})");
}

TEST(Changements, CeQuiDiffereEtRienDAutre) {
  const Champs avant{{"prix", "5.0"}, {"actif", "true"}, {"vieux", "1"}};
  const Champs apres{{"prix", "6.5"}, {"actif", "true"}, {"neuf", "2"}};
  EXPECT_EQ(changements(avant, apres),
            (std::vector<Changement>{{"prix", "5.0", "6.5"}, {"vieux", "1", "null"}, {"neuf", "null", "2"}}));
  EXPECT_TRUE(changements(avant, avant).empty());
  EXPECT_EQ(changements({}, apres).size(), 3u);
}

}  // namespace
}  // namespace comptoir::event_store
