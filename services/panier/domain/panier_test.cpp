#include "services/panier/domain/panier.hpp"

#include <gtest/gtest.h>

namespace comptoir::panier {
namespace {

using RefusDeLigne = LigneRefusee::Motif;
using Lignes = std::vector<Ligne>;

TEST(Panier, AjouterFusionneEtGardeLOrdre) {
  Panier panier;
  EXPECT_FALSE(ajouter(panier, Lignes{{5, 1}, {1, 2}, {5, 3}}));
  EXPECT_FALSE(ajouter(panier, Lignes{{1, 1}}));
  EXPECT_EQ(panier.lignes, (Lignes{{5, 4}, {1, 3}}));
}

TEST(Panier, UnRefusNeChangeRien) {
  Panier panier{{{1, kMaxQuantite - 1}}};
  const auto refus = ajouter(panier, Lignes{{2, 1}, {1, 1}, {1, 1}});
  ASSERT_TRUE(refus);
  EXPECT_EQ(refus->motif, RefusDeLigne::quantite_trop_grande);
  EXPECT_EQ(refus->index, 2u);
  EXPECT_EQ(panier.lignes, (Lignes{{1, kMaxQuantite - 1}}));
}

TEST(Panier, MilleProduitsDistinctsAuPlus) {
  Panier panier;
  for (std::int64_t id = 1; id <= std::int64_t{kMaxLignes}; ++id) panier.lignes.push_back({id, 1});
  EXPECT_FALSE(ajouter(panier, Lignes{{7, 1}}));
  const auto refus = fixer(panier, {5000, 1});
  ASSERT_TRUE(refus);
  EXPECT_EQ(refus->motif, RefusDeLigne::trop_de_lignes);
}

TEST(Panier, RemplacerFixerRetirer) {
  Panier panier{{{1, 2}, {2, 2}}};
  EXPECT_FALSE(fixer(panier, {2, 9}));
  EXPECT_FALSE(fixer(panier, {3, 1}));
  EXPECT_TRUE(retirer(panier, 1));
  EXPECT_FALSE(retirer(panier, 1));
  EXPECT_EQ(panier.lignes, (Lignes{{2, 9}, {3, 1}}));
  EXPECT_FALSE(remplacer(panier, Lignes{{4, 1}, {4, 1}}));
  EXPECT_EQ(panier.lignes, (Lignes{{4, 2}}));
  EXPECT_FALSE(remplacer(panier, {}));
  EXPECT_TRUE(panier.lignes.empty());
}

TEST(Panier, LaVueEstAuPrixDuJour) {
  const Catalogue catalogue{{1, {1, "A", "Tasse", 500, true}}, {2, {2, "B", "Bol", 105, false}}};
  const auto vue = voir({42, 1}, {{{1, 2}, {2, 3}}}, catalogue);
  ASSERT_EQ(vue.lignes.size(), 2u);
  EXPECT_EQ(vue.lignes[0].sous_total, 1000);
  EXPECT_TRUE(vue.lignes[0].disponible);
  EXPECT_FALSE(vue.lignes[1].disponible);
  EXPECT_EQ(vue.total, 1315);
}

}  // namespace
}  // namespace comptoir::panier
