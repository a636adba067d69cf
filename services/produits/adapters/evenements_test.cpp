#include "services/produits/adapters/evenements.hpp"

#include <gtest/gtest.h>

namespace comptoir::produits {
namespace {

TEST(Evenements, carries_the_whole_product) {
  const auto e = to_emission(Fait::prix_modifie, {7, "85\"A", "Lanterne", 255, true});
  EXPECT_EQ(e.stream, "produit.evenements");
  EXPECT_EQ(e.event_type, "PrixModifie");
  EXPECT_EQ(e.aggregate_id, "prd-7");
  EXPECT_EQ(e.correlation_id, "prd-7");
  EXPECT_EQ(e.cle, "produit:7");
  EXPECT_EQ(e.data, R"({"produit_id":7,"code":"85\"A","nom":"Lanterne","prix":2.55,"actif":true})");
}

TEST(Evenements, every_fact_has_its_type) {
  EXPECT_EQ(to_emission(Fait::cree, {}).event_type, "ProduitCree");
  EXPECT_EQ(to_emission(Fait::modifie, {}).event_type, "ProduitModifie");
  EXPECT_EQ(to_emission(Fait::retire, {}).event_type, "ProduitRetire");
}

}  // namespace
}  // namespace comptoir::produits
