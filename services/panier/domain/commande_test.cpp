#include "services/panier/domain/commande.hpp"

#include <gtest/gtest.h>

namespace comptoir::panier {
namespace {

using Motif = CommandeRefusee::Motif;

const Catalogue kCatalogue{{1, {1, "A", "Tasse", 500, true}},
                           {2, {2, "B", "Bol", 105, false}},
                           {3, {3, "C", "Lingot", kMaxAmount, true}},
                           {5, {5, "D", "Assiette", 500, true}}};
const Magasin kOuvert{1, "Centre", true};

CommandeRefusee refus(const Panier& panier, const Magasin& magasin = kOuvert) {
  return std::get<CommandeRefusee>(composer({42, 1}, panier, magasin, kCatalogue));
}

TEST(Commande, AuPrixDuCatalogue) {
  const auto commande = std::get<Commande>(composer({42, 1}, {{{1, 2}, {5, 1}}}, kOuvert, kCatalogue));
  ASSERT_EQ(commande.lignes.size(), 2u);
  EXPECT_EQ(commande.lignes[0].sous_total, 1000);
  EXPECT_EQ(commande.lignes[1].prix_unitaire, 500);
  EXPECT_EQ(commande.total, 1500);
  EXPECT_EQ(commande.cle, (ClePanier{42, 1}));
}

TEST(Commande, ChaqueRefusASonMotif) {
  EXPECT_EQ(refus({}).motif, Motif::panier_vide);
  EXPECT_EQ(refus({{{1, 1}}}, {1, "Centre", false}).motif, Motif::magasin_ferme);
  const auto retire = refus({{{1, 1}, {2, 1}, {99, 1}}});
  EXPECT_EQ(retire.motif, Motif::produit_retire);
  EXPECT_EQ(retire.produits, (std::vector<std::int64_t>{2, 99}));
}

TEST(Commande, LeTotalResteExactEnJson) {
  // 7 x 10^6 pieces at 10^9 cents are kMaxSum exactly; one cent more is too much.
  Catalogue catalogue;
  Panier panier;
  for (std::int64_t id = 1; id <= 7; ++id) {
    catalogue[id] = {id, "L", "Lingot", kMaxAmount, true};
    panier.lignes.push_back({id, kMaxQuantite});
  }
  EXPECT_EQ(std::get<Commande>(composer({1, 1}, panier, kOuvert, catalogue)).total, kMaxSum);
  catalogue[10] = {10, "C", "Caramel", 1, true};
  panier.lignes.push_back({10, 1});
  EXPECT_EQ(std::get<CommandeRefusee>(composer({1, 1}, panier, kOuvert, catalogue)).motif, Motif::total_trop_grand);
}

}  // namespace
}  // namespace comptoir::panier
