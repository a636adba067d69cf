#include "services/produits/domain/produit.hpp"

#include <gtest/gtest.h>

namespace comptoir::produits {
namespace {

const Produit kLampe{7, "85123A", "Lanterne", 255, true};
const Produit kRetire{8, "OLD", "Ancien", 100, false};

TEST(Produit, a_new_name_is_told) {
  const auto effet = std::get<Effet>(renommer(kLampe, "Lanterne rouge"));
  EXPECT_EQ(effet.fait, Fait::modifie);
  EXPECT_EQ(effet.apres, (Produit{7, "85123A", "Lanterne rouge", 255, true}));
}

TEST(Produit, a_new_price_is_told) {
  const auto effet = std::get<Effet>(changer_prix(kLampe, 275));
  EXPECT_EQ(effet.fait, Fait::prix_modifie);
  EXPECT_EQ(effet.apres.prix, 275);
}

TEST(Produit, the_same_name_or_price_is_no_news) {
  EXPECT_FALSE(std::get<Effet>(renommer(kLampe, "Lanterne")).fait);
  EXPECT_FALSE(std::get<Effet>(changer_prix(kLampe, 255)).fait);
}

TEST(Produit, retires_once) {
  const auto effet = std::get<Effet>(retirer(kLampe));
  EXPECT_EQ(effet.fait, Fait::retire);
  EXPECT_FALSE(effet.apres.actif);
  EXPECT_FALSE(std::get<Effet>(retirer(effet.apres)).fait);
}

TEST(Produit, a_retired_product_no_longer_changes) {
  EXPECT_EQ(std::get<Refus>(renommer(kRetire, "Neuf")), Refus::retire);
  EXPECT_EQ(std::get<Refus>(changer_prix(kRetire, 100)), Refus::retire);
}

}  // namespace
}  // namespace comptoir::produits
