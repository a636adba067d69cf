#include "services/stock/adapters/memoire.hpp"

#include <gtest/gtest.h>

namespace comptoir::stock {
namespace {

constexpr Cle kVis{1, 10}, kClou{1, 11}, kAilleurs{2, 10};

TEST(MemoireTest, GivesBackWhatItDoesNotKnowInOrder) {
  Memoire memoire;
  Lot avant;
  avant.charger(kClou, {5, 1, 5, 0, 0});
  memoire.retenir(avant);

  Lot lot;
  EXPECT_EQ(memoire.charger(lot, {kVis, kClou, kAilleurs}), (std::vector<Cle>{kVis, kAilleurs}));
  EXPECT_EQ(lot.article(kClou), (Article{5, 1, 5, 0, 0}));
  EXPECT_TRUE(lot.articles().at(kClou).existe);
  EXPECT_FALSE(lot.articles().at(kClou).change);
}

TEST(MemoireTest, RemembersWhatWasWritten) {
  Memoire memoire;
  Lot avant;
  avant.charger(kClou, {5, 0, 5, 0, 0});
  reserver(avant.changer_article(kClou), 2);
  recevoir(avant.changer_article(kVis), 7);  // new: a row of its own by now
  memoire.retenir(avant);

  Lot lot;
  EXPECT_TRUE(memoire.charger(lot, {kVis, kClou}).empty());
  EXPECT_EQ(lot.article(kClou).disponible(), 3);
  EXPECT_EQ(lot.article(kVis).physique, 7);
  EXPECT_TRUE(lot.articles().at(kVis).existe);
}

TEST(MemoireTest, KeepsNothingThatOtherPartitionsMayChange) {
  Memoire memoire({0, 2});
  Lot avant;
  avant.charger(kClou, {5, 0, 5, 0, 0});
  memoire.retenir(avant);
  Lot lot;
  EXPECT_EQ(memoire.charger(lot, {kClou}), std::vector<Cle>{kClou});
}

TEST(MemoireTest, ForgetsWhenToldAndWhenFull) {
  Memoire memoire;
  Lot avant;
  avant.charger(kClou, {5, 0, 5, 0, 0});
  memoire.retenir(avant);
  memoire.oublier();
  Lot lot;
  EXPECT_EQ(memoire.charger(lot, {kClou}).size(), 1u);

  memoire.retenir(avant);
  Lot plein;
  for (std::size_t i = 0; i < Memoire::kMaxArticles; ++i) plein.charger({3, static_cast<std::int64_t>(i)}, {});
  memoire.retenir(plein);
  EXPECT_EQ(memoire.charger(lot, {kClou}).size(), 1u);
  EXPECT_TRUE(memoire.charger(lot, {Cle{3, 0}}).empty());
}

}  // namespace
}  // namespace comptoir::stock
