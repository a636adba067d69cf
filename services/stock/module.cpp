#include "services/stock/module.hpp"

#include "services/stock/adapters/evenements.hpp"
#include "services/stock/adapters/lots.hpp"
#include "services/stock/adapters/partition.hpp"
#include "services/stock/api/routes.hpp"
#include "services/stock/app/appliquer.hpp"
#include "services/stock/app/evoluer.hpp"
#include "services/stock/migrations/schema.hpp"

namespace comptoir::stock {
namespace {

class StockRoom final : public service::Room {
 public:
  StockRoom(std::chrono::milliseconds delai, bus::Partition partition)
      : delai_(delai), partition_(partition), memoire_(partition) {}

  std::string name() const override { return "stock"; }
  std::vector<std::string> emits() const override { return {kStream}; }
  std::vector<std::string> consumes() const override {
    return {"produit.evenements", "magasin.evenements", "commande.evenements", "paiement.evenements",
            "vente.evenements"};
  }
  std::span<const postgres::Migration> migrations() const override { return kMigrations; }
  std::any decode(const bus::Envelope& e) const override { return lire_evenement(e); }
  bool can_wait(std::string_view type) const override { return peut_attendre(type); }
  void routes(service::Routes& r) override { stock::routes(r); }

  void apply(service::Batch& batch) override {
    std::vector<const Message*> messages;
    for (const auto* input : batch.inputs()) messages.push_back(&std::any_cast<const Message&>(input->message));
    Lot lot = charger(batch.sql(), memoire_, messages);
    for (std::size_t i = 0; i < messages.size(); ++i) decider_un(batch, *batch.inputs()[i], *messages[i], lot);
    enregistrer(batch.sql(), lot);
    batch.after_commit([this, lot = std::move(lot)] { memoire_.retenir(lot); });
  }

  void owned(postgres::Connection&) override { memoire_.oublier(); }

  std::optional<std::uint64_t> partition_key(const std::any& message) const override {
    return stock::partition_key(std::any_cast<const Message&>(message));
  }

  std::vector<std::string> restored_tables() const override {
    return {"stock", "reservations", "produits_connus", "magasins_connus"};
  }
  bool restores_from_cause(std::string_view type) const override { return tient_de_sa_cause(type); }
  void restore(postgres::Connection& sql, const std::vector<service::Recorded>& events) override {
    std::vector<Fait> faits;
    for (const auto& e : events) faits.push_back(lire_fait(e));
    Lot lot = charger(sql, faits);
    for (const auto& fait : faits) evoluer(lot, fait);
    enregistrer(sql, lot);
  }

  std::vector<std::any> due(postgres::Connection& sql, Instant now) override {
    std::vector<std::any> out;
    for (auto& echue : echues(sql, now, partition_)) out.emplace_back(Message{std::move(echue)});
    return out;
  }

 private:
  void decider_un(service::Batch& batch, service::Input& input, const Message& message, Lot& lot) const {
    const auto resultat = appliquer(message, lot, {batch.now(), delai_});
    for (const auto& fait : resultat.faits) batch.emit(input, emission(fait));
    if (!std::holds_alternative<std::monostate>(resultat.reponse)) input.answer = repondre(resultat.reponse);
  }

  std::chrono::milliseconds delai_;
  bus::Partition partition_;
  Memoire memoire_;  ///< the worker's thread's
};

}  // namespace

std::unique_ptr<service::Room> make_room(std::chrono::milliseconds delai_reservation, bus::Partition partition) {
  return std::make_unique<StockRoom>(delai_reservation, partition);
}

}  // namespace comptoir::stock
