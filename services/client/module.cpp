#include "services/client/module.hpp"

#include "services/client/adapters/cles_sql.hpp"
#include "services/client/adapters/effacement.hpp"
#include "services/client/adapters/evenements.hpp"
#include "services/client/adapters/lot_sql.hpp"
#include "services/client/adapters/partition.hpp"
#include "services/client/api/routes.hpp"
#include "services/client/app/appliquer.hpp"
#include "services/client/app/evoluer.hpp"
#include "services/client/migrations/schema.hpp"

namespace comptoir::client {
namespace {

class ClientRoom final : public service::Room {
 public:
  explicit ClientRoom(bus::Partition partition) : partition_(partition) {}

  std::string name() const override { return "client"; }
  std::vector<std::string> emits() const override { return {kPaymentStream, kClientStream}; }
  std::vector<std::string> consumes() const override { return {"stock.evenements", "vente.evenements"}; }
  std::span<const postgres::Migration> migrations() const override { return kMigrations; }
  std::any decode(const bus::Envelope& e) const override { return to_message(e); }
  void routes(service::Routes& routes) override { add_routes(routes); }

  void apply(service::Batch& batch) override {
    std::vector<const Message*> messages;
    for (const auto* input : batch.inputs()) messages.push_back(&std::any_cast<const Message&>(input->message));
    auto lot = load(batch.sql(), messages, partition_);
    Cles cles;
    std::vector<Issue> issues;
    for (std::size_t i = 0; i < messages.size(); ++i) {
      issues.push_back(appliquer(lot, *messages[i], batch.now()));
      if (issues.back().fait) tell(batch, *batch.inputs()[i], *issues.back().fait, cles);
    }
    for (std::size_t i = 0; i < messages.size(); ++i) answer(*batch.inputs()[i], *messages[i], issues[i], lot);
    save_keys(batch.sql(), cles);
    write(batch.sql(), lot);
  }

  // Outside any transaction, which is what VACUUM asks for; no deadline of a client ever comes.
  std::vector<std::any> due(postgres::Connection& sql, Instant) override {
    effacement_.tick(sql);
    return {};
  }
  void owned(postgres::Connection&) override { effacement_.prevoir(); }

  std::optional<std::uint64_t> partition_key(const std::any& message) const override {
    return client::partition_key(std::any_cast<const Message&>(message));
  }

  std::vector<std::string> restored_tables() const override { return {"clients", "grand_livre", "paiements"}; }
  void restore(postgres::Connection& sql, const std::vector<service::Recorded>& events) override {
    const auto cles = load_keys(sql, clients_crees(events));
    std::vector<Fait> faits;
    for (const auto& e : events) faits.push_back(to_fact(e.event, cles));
    auto lot = load(sql, faits);
    for (std::size_t i = 0; i < faits.size(); ++i) evoluer(lot, faits[i], events[i].event.timestamp);
    write(sql, lot);
  }

 private:
  static void tell(service::Batch& batch, const service::Input& input, const Fait& fait, Cles& cles) {
    if (const auto* cree = std::get_if<ClientCree>(&fait)) cles[cree->client.id] = nouvelle_cle();
    batch.emit(input, to_emission(fait, cles));
  }

  static void answer(service::Input& input, const Message& message, Issue& issue, const Lot& lot) {
    taire(issue, lot);
    if (!std::holds_alternative<std::monostate>(issue.reponse)) input.answer = to_response(message, issue);
  }

  void write(postgres::Connection& sql, const Lot& lot) {
    save(sql, lot);
    forget(sql, lot.oublies());
    if (!lot.oublies().empty()) effacement_.prevoir();
  }

  bus::Partition partition_;
  Effacement effacement_;
};

}  // namespace

std::unique_ptr<service::Room> make_room(bus::Partition partition) { return std::make_unique<ClientRoom>(partition); }

}  // namespace comptoir::client
