#include "services/client/module.hpp"

#include "services/client/adapters/evenements.hpp"
#include "services/client/adapters/lot_sql.hpp"
#include "services/client/api/routes.hpp"
#include "services/client/app/appliquer.hpp"
#include "services/client/app/evoluer.hpp"
#include "services/client/migrations/schema.hpp"

namespace comptoir::client {
namespace {

class ClientRoom final : public service::Room {
 public:
  std::string name() const override { return "client"; }
  std::vector<std::string> emits() const override { return {kPaymentStream, kClientStream}; }
  std::vector<std::string> consumes() const override { return {"stock.evenements", "vente.evenements"}; }
  std::span<const postgres::Migration> migrations() const override { return kMigrations; }
  std::any decode(const bus::Envelope& e) const override { return to_message(e); }
  void routes(service::Routes& routes) override { add_routes(routes); }

  void apply(service::Batch& batch) override {
    std::vector<const Message*> messages;
    for (const auto* input : batch.inputs()) messages.push_back(&std::any_cast<const Message&>(input->message));
    auto lot = load(batch.sql(), messages);
    for (std::size_t i = 0; i < messages.size(); ++i)
      settle(batch, *batch.inputs()[i], appliquer(lot, *messages[i], batch.now()));
    save(batch.sql(), lot);
  }

  std::vector<std::string> restored_tables() const override { return {"clients", "grand_livre", "paiements"}; }
  void restore(postgres::Connection& sql, const std::vector<service::Recorded>& events) override {
    std::vector<Fait> faits;
    for (const auto& e : events) faits.push_back(to_fact(e.event));
    auto lot = load(sql, faits);
    for (std::size_t i = 0; i < faits.size(); ++i) evoluer(lot, faits[i], events[i].event.timestamp);
    save(sql, lot);
  }

 private:
  static void settle(service::Batch& batch, service::Input& input, const Issue& issue) {
    if (issue.fait) batch.emit(input, to_emission(*issue.fait));
    if (!std::holds_alternative<std::monostate>(issue.reponse)) input.answer = to_response(issue);
  }
};

}  // namespace

std::unique_ptr<service::Room> make_room() { return std::make_unique<ClientRoom>(); }

}  // namespace comptoir::client
