#include "services/magasins/domain/magasin.hpp"

#include <gtest/gtest.h>

namespace comptoir::magasins {
namespace {

const Magasin kLyon{3, "Lyon", true};

TEST(Magasin, a_new_name_is_told_the_same_is_not) {
  EXPECT_EQ(renommer(kLyon, "Lyon Nord").fait, Fait::modifie);
  EXPECT_EQ(renommer(kLyon, "Lyon Nord").apres, (Magasin{3, "Lyon Nord", true}));
  EXPECT_FALSE(renommer(kLyon, "Lyon").fait);
}

TEST(Magasin, closes_and_opens_once) {
  const auto ferme = fermer(kLyon);
  EXPECT_EQ(ferme.fait, Fait::ferme);
  EXPECT_FALSE(ferme.apres.ouvert);
  EXPECT_FALSE(fermer(ferme.apres).fait);
  EXPECT_EQ(rouvrir(ferme.apres).fait, Fait::rouvert);
  EXPECT_EQ(rouvrir(ferme.apres).apres, kLyon);
  EXPECT_FALSE(rouvrir(kLyon).fait);
}

}  // namespace
}  // namespace comptoir::magasins
