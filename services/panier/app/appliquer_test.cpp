#include "services/panier/app/appliquer.hpp"

#include <gtest/gtest.h>

namespace comptoir::panier {
namespace {

class Numeros final : public IdSource {
 public:
  std::string next(Instant) override { return std::to_string(++last_); }

 private:
  int last_ = 0;
};

class Cas : public testing::Test {
 protected:
  Cas() {
    lot.clients = {42};
    lot.magasins = {{1, {1, "Centre", true}}};
    lot.catalogue = {{1, {1, "A", "Tasse", 500, true}}, {2, {2, "B", "Bol", 105, false}}};
  }
  Resultat faire(const Message& m) { return appliquer(lot, contexte, m); }
  Refus refus(const Message& m) { return std::get<Refus>(faire(m)); }

  const ClePanier cle{42, 1};
  Lot lot;
  Numeros ids;
  Contexte contexte{Instant{}, ids, {}};
};

TEST_F(Cas, LeDeuxiemeMessageVoitLEffetDuPremier) {
  faire(AjouterLignes{cle, {{1, 2}}});
  EXPECT_EQ(std::get<VuePanier>(faire(AjouterLignes{cle, {{1, 1}}})).total, 1500);
  EXPECT_EQ(std::get<CommandeAcceptee>(faire(PasserCommande{cle})).commande.commande_id, "cmd-1");
  EXPECT_EQ(refus(PasserCommande{cle}).titre, "Panier vide");
  EXPECT_EQ(contexte.evenements.size(), 1u);
  EXPECT_EQ(lot.commandes_nouvelles.size(), 1u);
  EXPECT_TRUE(lot.paniers.at(cle).lignes.empty());
}

TEST_F(Cas, InconnusEtRetires) {
  const auto inconnus = refus(ViderPanier{{7, 8}});
  EXPECT_EQ(inconnus.genre, Refus::Genre::introuvable);
  ASSERT_EQ(inconnus.champs.size(), 2u);
  EXPECT_EQ(refus(PasserCommande{{7, 1}}).genre, Refus::Genre::invalide);
  const auto produit = refus(AjouterLignes{cle, {{1, 1}, {9, 1}}});
  EXPECT_EQ(produit.genre, Refus::Genre::invalide);
  EXPECT_EQ(produit.champs.at(0).champ, "lignes[1].produit_id");
  EXPECT_EQ(refus(RemplacerLignes{cle, {{2, 1}}}).genre, Refus::Genre::conflit);
  EXPECT_EQ(refus(RetirerLigne{cle, 1}).genre, Refus::Genre::introuvable);
  EXPECT_TRUE(lot.paniers_changes.empty());
}

TEST_F(Cas, UnMagasinFermeOuUnProduitRetireArreteLaCommande) {
  faire(AjouterLignes{cle, {{1, 1}}});
  faire(MagasinConnu{{1, "Centre", false}});
  EXPECT_EQ(refus(PasserCommande{cle}).titre, "Magasin fermé");
  faire(MagasinConnu{{1, "Centre", true}});
  faire(ProduitConnu{{1, "A", "Tasse", 500, false}});
  EXPECT_EQ(refus(PasserCommande{cle}).titre, "Produit retiré");
  faire(ProduitConnu{{1, "A", "Tasse", 700, true}});
  EXPECT_EQ(std::get<CommandeAcceptee>(faire(PasserCommande{cle})).commande.total, 700);
}

TEST_F(Cas, AnnulerDeuxFoisNEstAnnulerQuUneFois) {
  faire(AjouterLignes{cle, {{1, 1}}});
  faire(PasserCommande{cle});
  EXPECT_TRUE(std::holds_alternative<AnnulationAcceptee>(faire(DemanderAnnulation{"cmd-1"})));
  EXPECT_TRUE(std::holds_alternative<AnnulationAcceptee>(faire(DemanderAnnulation{"cmd-1"})));
  EXPECT_EQ(contexte.evenements.size(), 2u);
  EXPECT_EQ(refus(DemanderAnnulation{"cmd-9"}).genre, Refus::Genre::introuvable);
}

}  // namespace
}  // namespace comptoir::panier
