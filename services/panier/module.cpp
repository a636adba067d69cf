#include "services/panier/module.hpp"

#include <memory>

#include "services/panier/adapters/events.hpp"
#include "services/panier/adapters/lot_sql.hpp"
#include "services/panier/api/answers.hpp"
#include "services/panier/api/routes.hpp"
#include "services/panier/app/appliquer.hpp"
#include "services/panier/migrations/schema.hpp"

namespace comptoir::panier {
namespace {

constexpr std::size_t kMaxRemembered = 20'000;  // products, about 5 MB; beyond it all are forgotten

const Message& message_of(const service::Input& input) { return std::any_cast<const Message&>(input.message); }

class PanierRoom final : public service::Room {
 public:
  std::string name() const override { return "panier"; }
  std::vector<std::string> emits() const override { return {"commande.evenements"}; }
  std::vector<std::string> consumes() const override {
    return {"produit.evenements", "magasin.evenements", "client.evenements"};
  }
  std::span<const postgres::Migration> migrations() const override { return kMigrations; }
  std::any decode(const bus::Envelope& e) const override { return decode_event(e); }
  void routes(service::Routes& r) override { add_routes(r); }

  void apply(service::Batch& batch) override {
    Besoins besoins;
    for (const auto* input : batch.inputs()) ajouter_besoins(besoins, message_of(*input));
    const auto lot = std::make_shared<Lot>(load(batch.sql(), besoins, remembered_));
    for (auto* input : batch.inputs()) decide(batch, *lot, *input);
    write(batch.sql(), *lot, batch.now());
    batch.after_commit([this, lot] { remember(lot->catalogue); });
  }
  void owned(postgres::Connection&) override { remembered_.clear(); }

  // Carts are not of them: drafts are no facts.
  std::vector<std::string> restored_tables() const override {
    return {"catalogue", "magasins_connus", "clients_connus", "commandes"};
  }
  void restore(postgres::Connection& sql, const std::vector<service::Recorded>& events) override {
    Lot lot;
    for (const auto& e : events) evoluer(lot, fact_of(e.event));
    write(sql, lot, events.back().event.timestamp);
  }

 private:
  void remember(const Catalogue& catalogue) {
    if (remembered_.size() + catalogue.size() > kMaxRemembered) remembered_.clear();
    for (const auto& [id, produit] : catalogue) remembered_.insert_or_assign(id, produit);
  }

  static void decide(service::Batch& batch, Lot& lot, service::Input& input) {
    Contexte contexte{batch.now(), batch.ids(), {}};
    const Resultat resultat = appliquer(lot, contexte, message_of(input));
    for (const auto& evenement : contexte.evenements) batch.emit(input, emission(evenement));
    if (!input.origin) input.answer = answer(resultat);
  }

  Catalogue remembered_;  ///< as committed; the worker's thread's, which alone writes the table
};

}  // namespace

std::unique_ptr<service::Room> make_room() { return std::make_unique<PanierRoom>(); }

}  // namespace comptoir::panier
