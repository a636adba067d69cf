#include "services/stock/adapters/evenements.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace comptoir::stock
