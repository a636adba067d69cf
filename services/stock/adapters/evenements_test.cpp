#include "services/stock/adapters/evenements.hpp"

#include <gtest/gtest.h>

#include "libs/base/error.hpp"

namespace comptoir::stock {
namespace {

constexpr const char* kCommande =
    R"({"client_id":42,"magasin_id":3,"produits":[{"produit_id":1,"quantite":2,"prix_unitaire":2.55,"sous_total":5.1}],"total":5.1})";

bus::Envelope evenement(std::string type, const char* data) {
  bus::Envelope e;
  e.event_type = std::move(type);
  e.aggregate_id = "cmd-1";
  e.data = boost::json::parse(data);
  return e;
}

TEST(Evenements, TheLinesOfAnOrderComeOutAsTheyWentIn) {
  const auto m = std::get<CommandeCreee>(std::any_cast<Message>(lire_evenement(evenement("CommandeCreee", kCommande))));
  const auto e = emission(StockReserve{m.commande, m.lignes, Instant{}});
  EXPECT_EQ(e.aggregate_id, "cmd-1");
  EXPECT_EQ(e.cle, "client:42");
  EXPECT_EQ(
      e.data,
      R"({"client_id":42,"magasin_id":3,"produits":[{"produit_id":1,"quantite":2,"prix_unitaire":2.55,"sous_total":5.1}],"total":5.1,"echeance":"1970-01-01T00:00:00.000Z"})");
}

TEST(Evenements, AnOrderThatIsNotAsTheContractSaysIsInvalid) {
  EXPECT_THROW(
      lire_evenement(evenement("CommandeCreee", R"({"client_id":42,"magasin_id":3,"produits":[],"total":5.1})")),
      json::Invalid);
  EXPECT_THROW(
      lire_evenement(evenement("CommandeCreee", R"({"client_id":1,"magasin_id":3,"produits":[{}],"total":1})")),
      json::Invalid);
  EXPECT_THROW(lire_evenement(evenement("VenteRejetee", R"({"client_id":1,"magasin_id":3,"total":1})")), json::Invalid);
}

TEST(Evenements, OfNoUseHereAreSkipped) {
  EXPECT_FALSE(lire_evenement(evenement("PaiementAccepte", "{}")).has_value());
  EXPECT_FALSE(lire_evenement(evenement("AnnulationDemandee", "{}")).has_value());
}

TEST(Evenements, OfStockAreKeyedByStoreAndProduct) {
  const auto e = emission(StockAjuste{{3, 8}, -2, "casse", 5});
  EXPECT_EQ(e.aggregate_id, "stk-3-8");
  EXPECT_EQ(e.cle, "stock:3-8");
  EXPECT_EQ(e.data, R"({"magasin_id":3,"produit_id":8,"delta":-2,"raison":"casse","physique":5})");
}

// The event as the journal has it, read back; said again it is the same.
std::string redit(const Fait& fait) {
  const auto e = emission(fait);
  service::Recorded r{{}, evenement("CommandeCreee", kCommande)};
  r.event.event_type = e.event_type;
  r.event.aggregate_id = e.aggregate_id;
  r.event.data = boost::json::parse(e.data);
  return emission(lire_fait(r)).data;
}

TEST(Faits, AreReadBackAsTheyWereTold) {
  const Entete c{"cmd-1", 42, 3, 510};
  const std::vector<LigneCommande> lignes{{1, 2, 255, 510}};
  const Instant echeance = *parse_rfc3339("2026-01-02T03:04:05.678Z");
  for (const Fait& f : std::vector<Fait>{StockRecu{{3, 8}, 5, 9}, StockAjuste{{3, 8}, -2, "casse", 5},
                                         StockReserve{c, lignes, echeance}, ReservationExpiree{c, echeance}})
    EXPECT_EQ(redit(f), emission(f).data);
}

TEST(Faits, ARefusalTakesFromItsCauseWhatWasWanted) {
  service::Recorded r{evenement("StockIndisponible", "{}"), evenement("CommandeCreee", kCommande)};
  EXPECT_TRUE(tient_de_sa_cause(r.event.event_type));
  const auto f = std::get<StockIndisponible>(lire_fait(r));
  EXPECT_EQ(f.commande.total, 510);
  EXPECT_EQ(f.lignes.at(0).quantite, 2);
  r.cause.reset();
  EXPECT_THROW(lire_fait(r), Permanent);
}

TEST(Faits, OfOthersAreNotOurs) {
  EXPECT_THROW(lire_fait({evenement("VenteConfirmee", "{}"), {}}), Permanent);
  EXPECT_THROW(lire_fait({evenement("StockRecu", "{}"), {}}), json::Invalid);
}

}  // namespace
}  // namespace comptoir::stock
