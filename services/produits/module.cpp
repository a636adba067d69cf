#include "services/produits/module.hpp"

#include "services/produits/adapters/catalogue_sql.hpp"
#include "services/produits/adapters/evenements.hpp"
#include "services/produits/api/routes.hpp"
#include "services/produits/app/appliquer.hpp"
#include "services/produits/migrations/schema.hpp"

namespace comptoir::produits {
namespace {

class ProduitsRoom final : public service::Room {
 public:
  std::string name() const override { return "produits"; }
  std::vector<std::string> emits() const override { return {kStream}; }
  std::span<const postgres::Migration> migrations() const override { return kMigrations; }
  void routes(service::Routes& routes) override { add_routes(routes); }

  void apply(service::Batch& batch) override {
    std::vector<const Message*> messages;
    for (const auto* input : batch.inputs()) messages.push_back(&std::any_cast<const Message&>(input->message));
    auto catalogue = load(batch.sql(), messages);
    for (std::size_t i = 0; i < messages.size(); ++i)
      answer(batch, *batch.inputs()[i], appliquer(catalogue, *messages[i]));
    save(batch.sql(), catalogue);
  }

  std::vector<std::string> restored_tables() const override { return {"produits"}; }
  void restore(postgres::Connection& sql, const std::vector<service::Recorded>& events) override {
    Catalogue catalogue;
    for (const auto& e : events) catalogue.garder(to_product(e.event));
    save(sql, catalogue);
  }

 private:
  static void answer(service::Batch& batch, service::Input& input, const Decision& decision) {
    const auto* effet = std::get_if<Effet>(&decision);
    if (effet && effet->fait) batch.emit(input, to_emission(*effet->fait, effet->apres));
    input.answer = to_response(decision);
  }
};

}  // namespace

std::unique_ptr<service::Room> make_room() { return std::make_unique<ProduitsRoom>(); }

}  // namespace comptoir::produits
