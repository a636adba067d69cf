#include "services/magasins/module.hpp"

#include "services/magasins/adapters/evenements.hpp"
#include "services/magasins/adapters/registre_sql.hpp"
#include "services/magasins/api/routes.hpp"
#include "services/magasins/app/appliquer.hpp"
#include "services/magasins/migrations/schema.hpp"

namespace comptoir::magasins {
namespace {

class MagasinsRoom final : public service::Room {
 public:
  std::string name() const override { return "magasins"; }
  std::vector<std::string> emits() const override { return {kStream}; }
  std::span<const postgres::Migration> migrations() const override { return kMigrations; }
  void routes(service::Routes& routes) override { add_routes(routes); }

  void apply(service::Batch& batch) override {
    std::vector<const Message*> messages;
    for (const auto* input : batch.inputs()) messages.push_back(&std::any_cast<const Message&>(input->message));
    auto registre = load(batch.sql(), messages);
    for (std::size_t i = 0; i < messages.size(); ++i)
      answer(batch, *batch.inputs()[i], appliquer(registre, *messages[i]));
    save(batch.sql(), registre);
  }

  std::vector<std::string> restored_tables() const override { return {"magasins"}; }
  void restore(postgres::Connection& sql, const std::vector<service::Recorded>& events) override {
    Registre registre;
    for (const auto& e : events) registre.garder(to_store(e.event));
    save(sql, registre);
  }

 private:
  static void answer(service::Batch& batch, service::Input& input, const Decision& decision) {
    const auto* effet = std::get_if<Effet>(&decision);
    if (effet && effet->fait) batch.emit(input, to_emission(*effet->fait, effet->apres));
    input.answer = to_response(decision);
  }
};

}  // namespace

std::unique_ptr<service::Room> make_room() { return std::make_unique<MagasinsRoom>(); }

}  // namespace comptoir::magasins
