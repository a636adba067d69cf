#include "services/event-store/app/projections/replis.hpp"

#include <gtest/gtest.h>

namespace comptoir::event_store::projections {
namespace {

constexpr const char* kLignes =
    R"("produits":[{"produit_id":7,"quantite":2,"prix_unitaire":2.55,"sous_total":5.1},{"produit_id":9,"quantite":1,"prix_unitaire":1.0,"sous_total":1.0}])";

/// Keeps the text that its event looks into.
struct Dit {
  std::string enveloppe;
  Evenement evenement;

  Dit(std::string_view type, const std::string& data, const char* le = "2026-01-15T23:59:59.500Z")
      : enveloppe(R"({"event_id":"e","data":{)" + data + "}}"),
        evenement{1, "e", type, "cmd-1", *parse_rfc3339(le), enveloppe} {}
};

TEST(Replis, UneVenteEstDuJourDeSonVerdictEtDeChacunDeSesProduits) {
  CumulVentes v;
  const std::string data = std::string(R"("client_id":1,"magasin_id":3,"total":6.1,)") + kLignes;
  ajouter(v, Dit("VenteConfirmee", data).evenement);
  ajouter(v, Dit("VenteConfirmee", data).evenement);
  ajouter(v, Dit("VenteConfirmee", data, "2026-01-16T00:00:00.000Z").evenement);
  ASSERT_EQ(v.par_jour.size(), 2u);
  const auto& [cle, jour] = *v.par_jour.begin();
  EXPECT_EQ(cle, (std::pair<std::int64_t, std::int64_t>{3, 20468}));  // 2026-01-15
  EXPECT_EQ(jour.compte, 2);
  EXPECT_EQ(jour.total, 1220);
  const auto& produit = v.par_produit.at({3, 20468, 7});
  EXPECT_EQ(produit.compte, 4);
  EXPECT_EQ(produit.total, 1020);
}

TEST(Replis, LesSommesDesPlusGrandesVentesNeDebordentPas) {
  CumulVentes v;
  CumulSoldes s;
  const std::string vente =
      R"("client_id":1,"magasin_id":3,"total":90000000000000.0,"produits":[{"produit_id":7,"quantite":1000000,"sous_total":90000000000000.0}])";
  for (int i = 0; i < 1030; ++i) {
    ajouter(v, Dit("VenteConfirmee", vente).evenement);
    ajouter(s, Dit("PaiementRembourse", R"("client_id":1,"total":90000000000000.0)").evenement);
  }
  EXPECT_EQ(v.par_jour.begin()->second.total.dollars(), "92700000000000000.0");
  EXPECT_EQ(v.par_produit.begin()->second.total.dollars(), "92700000000000000.0");
  EXPECT_EQ(s.clients.at(1).rembourse.dollars(), "92700000000000000.0");
}

TEST(Replis, LeStockSuitLaReservationJusquASaFin) {
  const std::string lignes = std::string(R"("magasin_id":3,)") + kLignes;
  CumulStock s;
  ajouter(s, Dit("StockRecu", R"("magasin_id":3,"produit_id":7,"quantite":40,"physique":40)").evenement);
  ajouter(s,
          Dit("StockAjuste", R"("magasin_id":3,"produit_id":7,"delta":-4,"raison":"casse","physique":36)").evenement);
  ajouter(s, Dit("StockReserve", lignes).evenement);
  ajouter(s, Dit("StockReserve", lignes).evenement);
  ajouter(s, Dit("StockLibere", lignes).evenement);
  const auto& m = s.articles.at({3, 7});
  EXPECT_EQ(std::tuple(m.recu, m.ajuste, m.sorti, m.reserve), std::tuple(40, -4, 0, 2));
  ajouter(s, Dit("VenteConfirmee", lignes).evenement);
  EXPECT_EQ(std::tuple(m.sorti, m.reserve), std::tuple(2, 0));
}

TEST(Replis, UnSoldeEstLaSommeDeSesMouvements) {
  CumulSoldes s;
  ajouter(s, Dit("ClientCree", R"("client_id":5,"nom":"A","solde":100.0)").evenement);
  ajouter(s, Dit("ClientCredite", R"("client_id":5,"montant":20.5,"solde":120.5)").evenement);
  ajouter(s, Dit("ClientDebite", R"("client_id":5,"montant":0.25,"solde":120.25)").evenement);
  ajouter(s, Dit("PaiementAccepte", R"("client_id":5,"magasin_id":1,"total":10.0,"solde":110.25)").evenement);
  ajouter(s, Dit("PaiementRembourse", R"("client_id":5,"magasin_id":1,"total":10.0,"solde":120.25)").evenement);
  const auto& m = s.clients.at(5);
  EXPECT_EQ(m.verse - m.debite - m.paye + m.rembourse, 12025);
  EXPECT_EQ(m.ecritures, 5);
}

TEST(Replis, CeQuUneProjectionNeMontrePasElleNeLeLitPas) {
  EXPECT_EQ(fait_de(Dit("StockReserve", R"("total":"pas un nombre")").evenement).event_type, "StockReserve");
  EXPECT_EQ(pas_de(Dit("VenteConfirmee", R"("total":"pas un nombre")").evenement).etape, etape("VenteConfirmee"));
}

TEST(Replis, CeQuUnProgrammePlusRecentADitNEstPasComprisAMoitie) {
  Dit dit("CommandeCreee", std::string(R"("client_id":1,"magasin_id":3,"total":6.1,)") + kLignes);
  EXPECT_EQ(fait_de(dit.evenement).client_id, 1);
  dit.enveloppe.insert(1, R"("schema_version":999,)");
  dit.evenement.enveloppe = dit.enveloppe;
  EXPECT_THROW(fait_de(dit.evenement), json::Invalid);
}

TEST(Replis, CeQuiNEstPasCommeLeContratLeDitEstRefuse) {
  CumulVentes v;
  EXPECT_THROW(ajouter(v, Dit("VenteConfirmee", R"("magasin_id":3,"total":1.0)").evenement), json::Invalid);
  EXPECT_THROW(fait_de(Dit("CommandeCreee", R"("client_id":"x")").evenement), json::Invalid);
  EXPECT_THROW(fait_de(Dit("VenteRejetee", "").evenement), json::Invalid);
  EXPECT_THROW(pas_de(Dit("StockReserve", R"("echeance":"demain")").evenement), json::Invalid);
}

}  // namespace
}  // namespace comptoir::event_store::projections
