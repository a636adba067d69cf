#include "services/magasins/app/appliquer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace comptoir::magasins {
namespace {

using testing::ElementsAre;

Registre with_lyon_and_nice() {
  Registre r(2);
  r.charger({1, "Lyon", true});
  r.charger({2, "Nice", true});
  return r;
}

TEST(Appliquer, creation_takes_the_next_id_and_opens) {
  auto r = with_lyon_and_nice();
  const auto effet = std::get<Effet>(appliquer(r, CreerMagasin{"Paris"}));
  EXPECT_EQ(effet.fait, Fait::cree);
  EXPECT_EQ(effet.apres, (Magasin{3, "Paris", true}));
}

TEST(Appliquer, a_name_is_one_store_s) {
  auto r = with_lyon_and_nice();
  EXPECT_EQ(std::get<Refus>(appliquer(r, CreerMagasin{"Lyon"})), Refus::nom_pris);
  EXPECT_EQ(std::get<Refus>(appliquer(r, RenommerMagasin{1, "Nice"})), Refus::nom_pris);
  EXPECT_FALSE(std::get<Effet>(appliquer(r, RenommerMagasin{1, "Lyon"})).fait);
  EXPECT_TRUE(r.modifies().empty());
}

TEST(Appliquer, a_name_given_up_is_free_within_the_batch) {
  auto r = with_lyon_and_nice();
  appliquer(r, RenommerMagasin{1, "Ailleurs"});
  appliquer(r, RenommerMagasin{2, "Lyon"});
  appliquer(r, RenommerMagasin{1, "Nice"});
  EXPECT_THAT(r.modifies(), ElementsAre(Magasin{1, "Nice", true}, Magasin{2, "Lyon", true}));
}

TEST(Appliquer, a_name_taken_earlier_in_the_batch_is_refused) {
  Registre r;
  appliquer(r, CreerMagasin{"Paris"});
  EXPECT_EQ(std::get<Refus>(appliquer(r, CreerMagasin{"Paris"})), Refus::nom_pris);
}

TEST(Appliquer, the_second_closing_sees_the_first) {
  auto r = with_lyon_and_nice();
  EXPECT_EQ(std::get<Effet>(appliquer(r, FermerMagasin{1})).fait, Fait::ferme);
  EXPECT_FALSE(std::get<Effet>(appliquer(r, FermerMagasin{1})).fait);
  EXPECT_EQ(std::get<Effet>(appliquer(r, RouvrirMagasin{1})).fait, Fait::rouvert);
}

TEST(Appliquer, an_unknown_store_is_refused) {
  Registre r;
  EXPECT_EQ(std::get<Refus>(appliquer(r, RenommerMagasin{9, "x"})), Refus::inconnu);
  EXPECT_EQ(std::get<Refus>(appliquer(r, FermerMagasin{9})), Refus::inconnu);
  EXPECT_EQ(std::get<Refus>(appliquer(r, RouvrirMagasin{9})), Refus::inconnu);
}

}  // namespace
}  // namespace comptoir::magasins
