#include "services/client/adapters/evenements.hpp"

#include <gtest/gtest.h>

#include "libs/base/error.hpp"
#include "libs/json/fields.hpp"

namespace comptoir::client {
namespace {

bus::Envelope envelope(const std::string& type, const std::string& data) {
  bus::Envelope e;
  e.event_type = type;
  e.aggregate_id = e.correlation_id = "cmd-1";
  e.data = json::parse(data);
  return e;
}

const Cles kCles{{4, nouvelle_cle()}, {5, nouvelle_cle()}};
const ClientCree kAnnaCreee{{4, "A-4", "Anna", 1000, 1}};
const Paiement kPaiement{"cmd-1", 4, 2, 1550, EtatPaiement::accepte};

TEST(Evenements, reads_a_reservation_and_skips_what_it_does_not_need) {
  const auto any = to_message(
      envelope("StockReserve", R"({"client_id":4,"magasin_id":2,"produits":[],"total":15.5,"echeance":"x"})"));
  const auto& m = std::get<StockReserve>(std::any_cast<const Message&>(any));
  EXPECT_EQ(m.commande_id, "cmd-1");
  EXPECT_EQ(m.client_id, 4);
  EXPECT_EQ(m.magasin_id, 2);
  EXPECT_EQ(m.total, 1550);
}

TEST(Evenements, reads_a_rejection) {
  const auto any =
      to_message(envelope("VenteRejetee", R"({"client_id":4,"magasin_id":2,"total":15.5,"motif":"magasin_ferme"})"));
  EXPECT_EQ(std::get<VenteRejetee>(std::any_cast<const Message&>(any)).motif, "magasin_ferme");
}

TEST(Evenements, has_no_use_for_other_types) {
  EXPECT_FALSE(to_message(envelope("StockRecu", "{}")).has_value());
  EXPECT_FALSE(to_message(envelope("VenteConfirmee", "{}")).has_value());
}

TEST(Evenements, refuses_data_against_the_contract) {
  EXPECT_THROW(to_message(envelope("StockReserve", R"({"client_id":4,"magasin_id":2})")), json::Invalid);
  EXPECT_THROW(to_message(envelope("StockReserve", R"({"client_id":0,"magasin_id":2,"total":1})")), json::Invalid);
  EXPECT_THROW(to_message(envelope("VenteRejetee", R"({"client_id":4,"magasin_id":2,"total":-1,"motif":"x"})")),
               json::Invalid);
}

TEST(Evenements, the_saga_speaks_of_the_order_by_client) {
  const auto e = to_emission(PaiementAccepte{kPaiement, 8450}, {});
  EXPECT_EQ(e.stream, "paiement.evenements");
  EXPECT_EQ(e.event_type, "PaiementAccepte");
  EXPECT_EQ(e.aggregate_id, "cmd-1");
  EXPECT_EQ(e.correlation_id, "cmd-1");
  EXPECT_EQ(e.cle, "client:4");
  EXPECT_EQ(e.data, R"({"client_id":4,"magasin_id":2,"total":15.5,"solde":84.5})");
}

TEST(Evenements, a_name_is_told_under_its_client_s_key_only) {
  const auto told = to_emission(kAnnaCreee, kCles);
  EXPECT_EQ(told.data.find("Anna"), std::string::npos);
  const auto data = json::parse(told.data);
  EXPECT_EQ(data.as_object().size(), 3u);
  EXPECT_EQ(data.at("solde").as_double(), 10.0);
  const std::string scelle(data.at("personnel").as_string());
  EXPECT_EQ(ouvrir(kCles.at(4), "cli-4", scelle), R"({"nom":"Anna","reference":"A-4"})");
}

TEST(Evenements, says_why) {
  EXPECT_EQ(to_emission(PaiementRefuse{kPaiement, "client_inconnu"}, {}).data,
            R"({"client_id":4,"magasin_id":2,"total":15.5,"raison":"client_inconnu"})");
  EXPECT_EQ(to_emission(PaiementRembourse{kPaiement, 10000, "magasin_ferme"}, {}).data,
            R"({"client_id":4,"magasin_id":2,"total":15.5,"solde":100.0,"motif":"magasin_ferme"})");
}

TEST(Evenements, a_client_s_own_events_are_the_client_s) {
  const auto cree = to_emission(kAnnaCreee, kCles);
  EXPECT_EQ(cree.stream, "client.evenements");
  EXPECT_EQ(cree.aggregate_id, "cli-4");
  EXPECT_EQ(cree.cle, "client:4");
  EXPECT_EQ(to_emission(ClientOublie{4}, {}).data, R"({"client_id":4})");
  EXPECT_EQ(to_emission(ClientCredite{4, 500, 1500, "geste"}, {}).data,
            R"({"client_id":4,"montant":5.0,"solde":15.0,"raison":"geste"})");
  EXPECT_EQ(to_emission(ClientDebite{4, 500, 500, "frais"}, {}).event_type, "ClientDebite");
}

TEST(Faits, are_read_back_as_they_were_told) {
  Paiement refuse = kPaiement, rembourse = kPaiement;
  refuse.etat = EtatPaiement::refuse;
  rembourse.etat = EtatPaiement::rembourse;
  for (const Fait& f :
       std::vector<Fait>{ClientOublie{4}, ClientCredite{4, 500, 1500, "geste"}, ClientDebite{4, 500, 500, "frais"},
                         PaiementAccepte{kPaiement, 8450}, PaiementRefuse{refuse, "client_inconnu"},
                         PaiementRembourse{rembourse, 10000, "magasin_ferme"}}) {
    const auto told = to_emission(f, {});
    const auto read = to_fact(envelope(told.event_type, told.data), {});
    EXPECT_EQ(read.index(), f.index());
    EXPECT_EQ(to_emission(read, {}).data, told.data);
  }
  const auto told = to_emission(PaiementRefuse{refuse, "x"}, {});
  EXPECT_EQ(std::get<PaiementRefuse>(to_fact(envelope(told.event_type, told.data), {})).paiement, refuse);
  EXPECT_THROW(to_fact(envelope("StockReserve", "{}"), {}), Permanent);
}

Client created(const std::string& data, const Cles& cles) {
  return std::get<ClientCree>(to_fact(envelope("ClientCree", data), cles)).client;
}

TEST(Faits, a_creation_is_read_with_its_key_and_nameless_without) {
  const auto data = to_emission(kAnnaCreee, kCles).data;
  EXPECT_EQ(created(data, kCles), (Client{4, "A-4", "Anna", 1000, 0}));
  EXPECT_EQ(created(data, {}), (Client{4, std::nullopt, std::nullopt, 1000, 0}));
  EXPECT_THROW(created(data, {{4, kCles.at(5)}}), Permanent);
  const ClientCree bruno{{5, std::nullopt, "Bruno", 0, 0}};
  EXPECT_EQ(created(to_emission(bruno, kCles).data, kCles), bruno.client);
}

TEST(Faits, a_creation_told_before_names_were_sealed) {
  const auto data = R"({"client_id":4,"solde":10.0,"personnel_clair":{"nom":"Anna","reference":"A-4"}})";
  EXPECT_EQ(created(data, {}), (Client{4, "A-4", "Anna", 1000, 0}));
  EXPECT_THROW(created(R"({"client_id":4,"solde":10.0,"personnel_clair":{}})", {}), json::Invalid);
  EXPECT_THROW(created(R"({"client_id":4,"solde":10.0})", {}), json::Invalid);
}

TEST(Faits, whose_keys_to_look_for) {
  std::vector<service::Recorded> events;
  events.push_back({envelope("ClientCree", to_emission(kAnnaCreee, kCles).data), {}});
  events.push_back({envelope("ClientOublie", R"({"client_id":9})"), {}});
  EXPECT_EQ(clients_crees(events), std::vector<std::int64_t>{4});
}

}  // namespace
}  // namespace comptoir::client
