#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/stock/domain/article.hpp"
#include "services/stock/domain/reservation.hpp"

namespace comptoir::stock {
namespace {

using testing::ElementsAre;

TEST(Article, KeepsItsInvariantsThroughItsLife) {
  Article a;
  recevoir(a, 10);
  reserver(a, 4);
  EXPECT_EQ(a.disponible(), 6);
  sortir(a, 3);
  liberer(a, 1);
  EXPECT_TRUE(ajuster(a, -2));
  EXPECT_EQ(a, (Article{5, 0, 10, 3, -2}));
  EXPECT_EQ(a.physique, a.recu + a.ajuste - a.sorti);
}

TEST(Article, IsNeverAdjustedUnderItsReserve) {
  Article a{10, 4, 10, 0, 0};
  EXPECT_FALSE(ajuster(a, -7));
  EXPECT_EQ(a, (Article{10, 4, 10, 0, 0}));
  EXPECT_TRUE(ajuster(a, -6));
  EXPECT_EQ(a.disponible(), 0);
}

TEST(Lignes, OfTheSameProductAreSummed) {
  EXPECT_THAT(regrouper({{5, 1}, {2, 3}, {5, 4}}), ElementsAre(Quantite{2, 3}, Quantite{5, 5}));
}

TEST(Manquants, NameEveryProductThatLacks) {
  const auto stock = [](std::int64_t produit) { return produit == 2 ? std::int64_t{3} : std::int64_t{0}; };
  EXPECT_THAT(manquants({{2, 3}}, stock), ElementsAre());
  EXPECT_THAT(manquants({{2, 4}, {5, 1}}, stock), ElementsAre(Manquant{2, 4, 3}, Manquant{5, 1, 0}));
}

struct Ligne {
  std::optional<Etat> etat;
  Effet paiement_refuse, vente_rejetee, vente_confirmee;
};

TEST(Decider, IsThisTable) {
  const Ligne table[] = {
      {std::nullopt, Effet::rien, Effet::retenir_rejet, Effet::rien},
      {Etat::active, Effet::liberer, Effet::liberer, Effet::sortir},
      {Etat::liberee, Effet::rien, Effet::rien, Effet::rien},
      {Etat::sortie, Effet::rien, Effet::rien, Effet::rien},
      {Etat::refusee, Effet::rien, Effet::rien, Effet::rien},
      {Etat::rejetee_avant, Effet::rien, Effet::rien, Effet::rien},
  };
  for (const auto& l : table) {
    EXPECT_EQ(decider(l.etat, Fin::paiement_refuse), l.paiement_refuse);
    EXPECT_EQ(decider(l.etat, Fin::vente_rejetee), l.vente_rejetee);
    EXPECT_EQ(decider(l.etat, Fin::vente_confirmee), l.vente_confirmee);
  }
}

TEST(Etat, NamesReadBack) {
  for (auto e : {Etat::active, Etat::liberee, Etat::sortie, Etat::refusee, Etat::rejetee_avant})
    EXPECT_EQ(etat_de(nom(e)), e);
  EXPECT_THROW(etat_de("perdue"), std::invalid_argument);
}

}  // namespace
}  // namespace comptoir::stock
