// Rebuilds over a real PostgreSQL from logs that are written by hand: the races that a running system only has by chance.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "apps/comptoir/rebuild/ground.hpp"
#include "apps/comptoir/rebuild/rebuild_service.hpp"
#include "apps/comptoir/serve/module.hpp"
#include "libs/journal/letters.hpp"
#include "libs/service/ownership.hpp"

namespace comptoir::rebuild {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Pair;

constexpr auto kOrder =
    R"({"client_id":7,"magasin_id":1,"produits":[{"produit_id":5,"quantite":2,"prix_unitaire":1.5,"sous_total":3.0}],"total":3.0})";
constexpr auto kHead = R"({"client_id":7,"magasin_id":1})";
constexpr auto kTotal = R"({"client_id":7,"magasin_id":1,"total":3.0})";
constexpr auto kPaid = R"({"client_id":7,"magasin_id":1,"total":3.0,"solde":1.0})";
constexpr auto kCancelled = R"({"client_id":7,"magasin_id":1,"total":3.0,"motif":"annulation_client"})";
constexpr auto kReserved =
    R"({"client_id":7,"magasin_id":1,"produits":[{"produit_id":5,"quantite":2,"prix_unitaire":1.5,"sous_total":3.0}],)"
    R"("total":3.0,"echeance":"2026-01-01T00:00:00.000Z"})";

/// One server for all tests of this program; each makes its databases anew.
class Rebuild : public testing::Test {
 protected:
  static void SetUpTestSuite() { resting_ = std::make_unique<RestingDatabases>(folder()); }
  static void TearDownTestSuite() {
    resting_.reset();
    fs::remove_all(folder());
  }
  Rebuild() {
    for (const auto& service : kServices) sql(service.name).execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    sql("event-store")
        .execute("CREATE TABLE evenements (global_position bigint, stream text, seq bigint, enveloppe bytea)");
  }

  static postgres::Connection sql(std::string_view service, std::string_view application = "essai") {
    return postgres::Connection(resting_->config().conninfo_of(service, application));
  }
  static service::EventLog event_log() {
    return service::EventLog(resting_->config().conninfo_of("event-store", "essai"));
  }
  static Outcome rebuild(const std::string& service, bool empty_first = false) {
    return rebuild_service(resting_->config(), {service, empty_first});
  }
  template <class Refused>
  static std::string refusal(const std::string& service) {
    try {
      rebuild(service, true);
    } catch (const Refused& e) {
      return e.what();
    }
    return "fait";
  }

  /// The next event of its stream and of the log.
  bus::Causation tell(const std::string& stream, const std::string& type, const std::string& order, const char* data,
                      std::optional<bus::Causation> cause = {}) {
    bus::Envelope e;
    e.event_id = "evt-" + std::to_string(100 + ++position_);
    e.event_type = type;
    e.aggregate_id = e.correlation_id = order;
    e.timestamp = Instant{std::chrono::seconds(position_)};
    e.source = "essai";
    e.cle = "client:7";
    e.causation = std::move(cause);
    const auto seq = ++heads_[stream];
    sql("event-store")
        .run("INSERT INTO evenements VALUES ($1, $2, $3, $4)",
             {position_, stream, seq, postgres::Param::bytes(bus::encode(e, data))});
    return {e.event_id, stream, 0, seq};
  }
  static std::string state(const std::string& order) {
    const auto rows =
        sql("ventes").run("SELECT etat || ' ' || coalesce(motif, '') FROM commandes WHERE commande_id = $1", {order});
    return rows.rows() == 1 ? rows.string(0, 0) : "inconnue";
  }

 private:
  static fs::path folder() { return "/tmp/comptoir-rebuild-test-" + std::to_string(getpid()); }
  static inline std::unique_ptr<RestingDatabases> resting_;
  std::int64_t position_ = 0;
  std::map<std::string, std::int64_t> heads_;
};

const std::string kCommandes = "commande.evenements", kStock = "stock.evenements", kPaiements = "paiement.evenements",
                  kVentes = "vente.evenements", kClients = "client.evenements";

// The log has the cancellation first. Had ventes-service read it first, it would have said so; so it read the stock first.
TEST_F(Rebuild, ASilentEndIsFoundBeforeWhatCameTooLate) {
  tell(kCommandes, "CommandeCreee", "cmd-a", kOrder);
  tell(kCommandes, "AnnulationDemandee", "cmd-a", kHead);
  tell(kCommandes, "CommandeCreee", "cmd-b", kOrder);
  tell(kStock, "StockIndisponible", "cmd-a", kTotal);
  const auto done = rebuild("ventes");
  EXPECT_EQ(state("cmd-a"), "annulee stock_indisponible");
  EXPECT_EQ(state("cmd-b"), "en_attente_stock ");
  EXPECT_TRUE(done.rebuilt.left.empty());
  EXPECT_THAT(done.rebuilt.positions, testing::Contains(Pair(kCommandes, 3)));
}

// The log has the stock first; ventes-service answered the cancellation, so that is what it read first.
TEST_F(Rebuild, WhatWasSaidStandsBeforeWhatWasSilent) {
  tell(kCommandes, "CommandeCreee", "cmd-a", kOrder);
  tell(kStock, "StockIndisponible", "cmd-a", kTotal);
  const auto cause = tell(kCommandes, "AnnulationDemandee", "cmd-a", kHead);
  tell(kVentes, "VenteRejetee", "cmd-a", kCancelled, cause);
  EXPECT_TRUE(rebuild("ventes").rebuilt.left.empty());
  EXPECT_EQ(state("cmd-a"), "annulee annulation_client");
  EXPECT_EQ(sql("ventes").run("SELECT produit_ids[1] FROM commandes").integer(0, 0), 5);
}

// Written before names were sealed: there is no key, and none is asked for.
TEST_F(Rebuild, ANameToldInClearComesBackUnlessItWasForgotten) {
  tell(kClients, "ClientCree", "cli-1", R"({"client_id":1,"reference":"A-1","nom":"Anna","solde":5.0})");
  tell(kClients, "ClientCree", "cli-2", R"({"client_id":2,"reference":null,"nom":"Bruno","solde":0.0})");
  tell(kClients, "ClientOublie", "cli-1", R"({"client_id":1})");
  rebuild("client");
  const auto rows = sql("client").run(
      "SELECT client_id || ' ' || coalesce(reference, '-') || ' ' || coalesce(nom, '-') FROM "
      "clients ORDER BY client_id");
  ASSERT_EQ(rows.rows(), 2);
  EXPECT_EQ(rows.text(0, 0), "1 - -");
  EXPECT_EQ(rows.text(1, 0), "2 - Bruno");
}

TEST_F(Rebuild, WhatHasNoOutcomeIsLeftToBeConsumed) {
  tell(kCommandes, "CommandeCreee", "cmd-a", kOrder);
  tell(kPaiements, "PaiementRefuse", "cmd-z", kTotal);
  tell(kPaiements, "PaiementAccepte", "cmd-a", kPaid);
  tell(kPaiements, "PaiementRefuse", "cmd-y", kTotal);
  const auto done = rebuild("ventes");
  EXPECT_EQ(state("cmd-a"), "en_attente_stock ");
  EXPECT_EQ(state("cmd-z"), "annulee paiement_refuse");
  EXPECT_EQ(state("cmd-y"), "inconnue") << "a stream is consumed in order";
  EXPECT_THAT(done.rebuilt.positions, testing::Contains(Pair(kPaiements, 1)));
  EXPECT_EQ(done.rebuilt.left.at(kPaiements).seq, 2);
  EXPECT_THAT(done.rebuilt.left.at(kPaiements).why, HasSubstr("VenteConfirmee"));
}

TEST_F(Rebuild, ARejectionThatCameBeforeItsOrderIsRemembered) {
  tell(kCommandes, "CommandeCreee", "cmd-a", kOrder);
  tell(kVentes, "VenteRejetee", "cmd-a", kCancelled);
  EXPECT_TRUE(rebuild("stock").rebuilt.left.empty());
  EXPECT_EQ(sql("stock").run("SELECT etat FROM reservations").string(0, 0), "rejetee_avant");
  EXPECT_TRUE(rebuild("client").rebuilt.left.empty());
  EXPECT_EQ(sql("client").run("SELECT etat FROM paiements").string(0, 0), "rejete_avant");
}

// Were the reservation let in first, the client would pay, and the rejection would seem to cause a refund.
TEST_F(Rebuild, OneStreamStopsForWhatItAloneCaused) {
  tell("client.evenements", "ClientCree", "cli-7", R"({"client_id":7,"reference":null,"nom":"Anna","solde":50.0})");
  tell(kStock, "StockReserve", "cmd-a", kReserved);
  tell(kVentes, "VenteRejetee", "cmd-a", kCancelled);
  EXPECT_TRUE(rebuild("client").rebuilt.left.empty());
  EXPECT_EQ(sql("client").run("SELECT etat FROM paiements").string(0, 0), "rejete_avant");
  EXPECT_EQ(sql("client").run("SELECT solde FROM clients").integer(0, 0), 5000);
}

// An event that cannot be read stops its stream: the worker meets it again and puts it aside. One that was put aside
// already stays there, and is behind us.
TEST_F(Rebuild, PoisonIsNotSwallowed) {
  tell(kPaiements, "PaiementRefuse", "cmd-a", R"({"client_id":0})");
  tell(kPaiements, "PaiementRefuse", "cmd-b", kTotal);
  EXPECT_EQ(rebuild("ventes").rebuilt.left.at(kPaiements).seq, 1);
  auto ventes = sql("ventes");
  journal::park(ventes, {{kPaiements, 1, "", "client:7", "evt-101", "PaiementRefuse", "x", "illisible", 3, {}}});
  const auto again = rebuild("ventes", true);
  EXPECT_TRUE(again.rebuilt.left.empty());
  EXPECT_EQ(state("cmd-a"), "inconnue");
  EXPECT_EQ(state("cmd-b"), "annulee paiement_refuse");
}

/// Remembers the orders it hears of, and cannot stand one of them.
class Difficult final : public service::Room {
 public:
  std::string name() const override { return "ventes"; }
  std::vector<std::string> consumes() const override { return {kPaiements}; }
  std::span<const postgres::Migration> migrations() const override { return kMigrations; }
  std::vector<std::string> restored_tables() const override { return {"vus"}; }
  std::any decode(const bus::Envelope& e) const override { return e.aggregate_id; }
  void routes(service::Routes&) override {}
  void apply(service::Batch& batch) override {
    for (const auto* input : batch.inputs()) {
      const auto& order = std::any_cast<const std::string&>(input->message);
      batch.sql().run("INSERT INTO vus VALUES ($1)", {order});
      if (order == "cmd-poison") throw std::runtime_error("non");
    }
  }

 private:
  static constexpr postgres::Migration kMigrations[] = {{1, "CREATE TABLE vus (id text)"}};
};

TEST_F(Rebuild, WhatCannotBeAppliedStopsItsStreamAndNothingBeforeIt) {
  for (const char* order : {"cmd-a", "cmd-b", "cmd-poison", "cmd-c"}) tell(kPaiements, "PaiementRefuse", order, kTotal);
  Difficult room;
  auto ventes = sql("ventes");
  postgres::migrate(ventes, "journal", journal::migrations());
  postgres::migrate(ventes, room.name(), room.migrations());
  auto log = event_log();
  const auto done = service::rebuild(room, ventes, log, 1, [](std::int64_t) {});
  EXPECT_EQ(done.left.at(kPaiements).seq, 3);
  EXPECT_EQ(done.left.at(kPaiements).why, "inapplicable : non");
  EXPECT_EQ(ventes.run("SELECT string_agg(id, ' ' ORDER BY id) FROM vus").string(0, 0), "cmd-a cmd-b");
}

TEST_F(Rebuild, ALogThatCannotBeTrueChangesNothing) {
  tell(kStock, "StockRecu", "stk-1-5", R"({"magasin_id":1,"produit_id":5,"quantite":9,"physique":9})");
  rebuild("stock");
  tell(kStock, "StockLibere", "cmd-a", R"({"client_id":7,"magasin_id":1,"motif":"x","produits":[]})");
  EXPECT_THAT(refusal<Permanent>("stock"), HasSubstr("cmd-a n'a pas de réservation"));
  EXPECT_EQ(sql("stock").run("SELECT physique FROM stock").integer(0, 0), 9);
  sql("event-store").execute("DELETE FROM evenements WHERE seq = 1");
  EXPECT_THAT(refusal<Permanent>("stock"), HasSubstr("n'a pas stock.evenements 1"));
  EXPECT_EQ(sql("stock").run("SELECT count(*) FROM journal").integer(0, 0), 1);
}

TEST_F(Rebuild, RefusesWhatItWouldLose) {
  tell(kStock, "StockReserve", "cmd-a", kReserved);
  rebuild("client");
  EXPECT_THROW(rebuild("stock"), Permanent) << "nobody has received what is reserved";
  sql("client").execute("UPDATE positions SET seq = 5 WHERE stream = 'stock.evenements'");
  EXPECT_THAT(refusal<Permanent>("stock"), HasSubstr("stock.evenements jusqu'à 5 (il a jusqu'à 1)"));
}

TEST_F(Rebuild, TakesTheDatabaseFromItsWorkerButNotFromAnotherRebuild) {
  auto worker = sql("ventes");
  ASSERT_TRUE(service::try_own(worker));
  rebuild("ventes");
  EXPECT_THROW(worker.run("SELECT 1"), Retryable);
  auto other = sql("ventes", "comptoir_rebuild");
  ASSERT_TRUE(service::try_own(other));
  EXPECT_THAT(refusal<Retryable>("ventes"), HasSubstr("un autre comptoir_rebuild"));
}

}  // namespace
}  // namespace comptoir::rebuild
