#include "services/panier/adapters/events.hpp"

#include <gtest/gtest.h>

#include "libs/json/fields.hpp"
#include "services/panier/app/messages.hpp"

namespace comptoir::panier {
namespace {

std::any decode(std::string type, const char* data) {
  bus::Envelope e;
  e.event_type = std::move(type);
  e.data = json::parse(data);
  return decode_event(e);
}

TEST(Evenements, LitCeDontElleSeSert) {
  const auto message = std::any_cast<Message>(
      decode("PrixModifie", R"({"produit_id":5,"code":"B","nom":"Bol","prix":5.05,"actif":true,"neuf":1})"));
  EXPECT_EQ(std::get<ProduitConnu>(message).produit.prix, 505);
  const auto ferme =
      std::any_cast<Message>(decode("MagasinFerme", R"({"magasin_id":1,"nom":"Centre","ouvert":false})"));
  EXPECT_FALSE(std::get<MagasinConnu>(ferme).magasin.ouvert);
  EXPECT_FALSE(decode("ClientCredite", R"({"client_id":42})").has_value());
  EXPECT_THROW(decode("ClientCree", R"({"client_id":0})"), json::Invalid);
}

TEST(Evenements, EcritLeContrat) {
  const auto creee = emission(CommandeCreee{{"cmd-1", {42, 1}, {{1, 2, 500, 1000}, {5, 1, 505, 505}}, 1505, {}}});
  EXPECT_EQ(creee.stream, "commande.evenements");
  EXPECT_EQ(creee.event_type, "CommandeCreee");
  EXPECT_EQ(creee.aggregate_id, "cmd-1");
  EXPECT_EQ(creee.correlation_id, "cmd-1");
  EXPECT_EQ(creee.cle, "client:42");
  EXPECT_EQ(creee.data, R"({"client_id":42,"magasin_id":1,"produits":[)"
                        R"({"produit_id":1,"quantite":2,"prix_unitaire":5.0,"sous_total":10.0},)"
                        R"({"produit_id":5,"quantite":1,"prix_unitaire":5.05,"sous_total":5.05}],"total":15.05})");
  EXPECT_EQ(emission(AnnulationDemandee{"cmd-1", {42, 1}}).data, R"({"client_id":42,"magasin_id":1})");
}

TEST(Evenements, RelitCeQuElleADit) {
  for (const Evenement& dit :
       std::vector<Evenement>{CommandeCreee{{"cmd-1", {42, 1}, {{1, 2, 500, 1000}, {5, 1, 505, 505}}, 1505, {}}},
                              AnnulationDemandee{"cmd-1", {42, 1}}}) {
    const auto e = emission(dit);
    bus::Envelope enveloppe;
    enveloppe.event_type = e.event_type;
    enveloppe.aggregate_id = e.aggregate_id;
    enveloppe.timestamp = *parse_rfc3339("2026-01-02T03:04:05.678Z");
    enveloppe.data = json::parse(e.data);
    const auto relu = fact_of(enveloppe);
    EXPECT_EQ(emission(relu).data, e.data);
    const auto* creee = std::get_if<CommandeCreee>(&relu);
    EXPECT_TRUE(!creee || creee->commande.cree_le == enveloppe.timestamp);
  }
}

}  // namespace
}  // namespace comptoir::panier
