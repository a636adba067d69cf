#include "services/produits/adapters/evenements.hpp"

#include <gtest/gtest.h>

#include "libs/json/fields.hpp"

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

TEST(Evenements, the_product_is_read_back_as_it_was_told) {
  const Produit produit{7, "85\"A", "Lanterne", 255, false};
  bus::Envelope e;
  e.data = json::parse(to_emission(Fait::retire, produit).data);
  EXPECT_EQ(to_product(e), produit);
}

}  // namespace
}  // namespace comptoir::produits
