#include "services/produits/app/appliquer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace comptoir::produits {
namespace {

using testing::ElementsAre;

const Produit kLanterne{7, "85123A", "Lanterne", 255, true};

Catalogue with_lantern() {
  Catalogue c(7);
  c.charger(kLanterne);
  return c;
}

TEST(Appliquer, creation_takes_the_next_id) {
  auto c = with_lantern();
  const auto effet = std::get<Effet>(appliquer(c, CreerProduit{"A", "Assiette", 100}));
  EXPECT_EQ(effet.fait, Fait::cree);
  EXPECT_THAT(c.modifies(), ElementsAre(Produit{8, "A", "Assiette", 100, true}));
}

TEST(Appliquer, a_stored_code_is_refused) {
  auto c = with_lantern();
  EXPECT_EQ(std::get<Refus>(appliquer(c, CreerProduit{"85123A", "Autre", 1})), Refus::code_pris);
  EXPECT_TRUE(c.modifies().empty());
}

TEST(Appliquer, a_code_taken_earlier_in_the_batch_is_refused_and_spends_no_id) {
  Catalogue c;
  appliquer(c, CreerProduit{"A", "Un", 1});
  EXPECT_EQ(std::get<Refus>(appliquer(c, CreerProduit{"A", "Deux", 2})), Refus::code_pris);
  EXPECT_EQ(std::get<Effet>(appliquer(c, CreerProduit{"B", "Trois", 3})).apres.id, 2);
}

TEST(Appliquer, the_second_message_sees_the_first) {
  auto c = with_lantern();
  appliquer(c, RetirerProduit{7});
  EXPECT_EQ(std::get<Refus>(appliquer(c, ChangerPrix{7, 1})), Refus::retire);
  EXPECT_FALSE(std::get<Effet>(appliquer(c, RetirerProduit{7})).fait);
  EXPECT_THAT(c.modifies(), ElementsAre(Produit{7, "85123A", "Lanterne", 255, false}));
}

TEST(Appliquer, an_unknown_product_is_refused) {
  Catalogue c;
  EXPECT_EQ(std::get<Refus>(appliquer(c, RenommerProduit{1, "x"})), Refus::inconnu);
  EXPECT_EQ(std::get<Refus>(appliquer(c, ChangerPrix{1, 5})), Refus::inconnu);
  EXPECT_EQ(std::get<Refus>(appliquer(c, RetirerProduit{1})), Refus::inconnu);
}

TEST(Appliquer, no_change_writes_nothing) {
  auto c = with_lantern();
  appliquer(c, ChangerPrix{7, 255});
  EXPECT_TRUE(c.modifies().empty());
}

TEST(Catalogue, modified_products_come_in_order_of_id) {
  Catalogue c(9);
  c.charger(kLanterne);
  appliquer(c, CreerProduit{"Z", "Z", 1});
  appliquer(c, RenommerProduit{7, "Lampe"});
  EXPECT_THAT(c.modifies(), ElementsAre(testing::Field(&Produit::id, 7), testing::Field(&Produit::id, 10)));
}

}  // namespace
}  // namespace comptoir::produits
