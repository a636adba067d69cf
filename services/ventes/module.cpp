#include "services/ventes/module.hpp"

#include "services/ventes/adapters/compteurs.hpp"
#include "services/ventes/adapters/evenements.hpp"
#include "services/ventes/adapters/lots.hpp"
#include "services/ventes/api/routes.hpp"
#include "services/ventes/app/appliquer.hpp"
#include "services/ventes/migrations/schema.hpp"

namespace comptoir::ventes {
namespace {

class VentesRoom final : public service::Room {
 public:
  explicit VentesRoom(metrics::Registry* registre) : compteurs_(registre) {}

  std::string name() const override { return "ventes"; }
  std::vector<std::string> emits() const override { return {kStream}; }
  std::vector<std::string> consumes() const override {
    return {"magasin.evenements", "commande.evenements", "stock.evenements", "paiement.evenements"};
  }
  std::span<const postgres::Migration> migrations() const override { return kMigrations; }
  std::any decode(const bus::Envelope& e) const override { return lire_evenement(e); }
  bool can_wait(std::string_view type) const override { return peut_attendre(type); }
  void routes(service::Routes& r) override { ventes::routes(r); }

  void apply(service::Batch& batch) override {
    std::vector<const Message*> messages;
    for (const auto* input : batch.inputs()) messages.push_back(&std::any_cast<const Message&>(input->message));
    Lot lot = charger(batch.sql(), messages);
    Fins fins;
    for (std::size_t i = 0; i < messages.size(); ++i) decider_un(batch, *batch.inputs()[i], *messages[i], lot, fins);
    enregistrer(batch.sql(), lot);
    batch.after_commit([this, fins = std::move(fins)] {
      for (const auto& [etat, motif] : fins) compteurs_.compter(etat, motif);
    });
  }

  std::vector<std::string> restored_tables() const override { return {"commandes", "ventes", "magasins_connus"}; }
  void restore(postgres::Connection& sql, const std::vector<service::Recorded>& events) override {
    Lot lot;
    for (const auto& e : events) rejouer(lire_verdict(e.event), lot);
    enregistrer(sql, lot);
  }

 private:
  using Fins = std::vector<std::pair<Etat, Motif>>;  ///< how orders ended in one batch

  static void decider_un(service::Batch& batch, const service::Input& input, const Message& message, Lot& lot,
                         Fins& fins) {
    const auto r = appliquer(message, lot, batch.now());
    if (r.effet == Effet::confirmer) batch.emit(input, vente_confirmee(*r.commande));
    if (r.effet == Effet::rejeter) batch.emit(input, vente_rejetee(*r.commande));
    if (r.decisif) fins.emplace_back(r.commande->etat, r.commande->motif);
  }

  Compteurs compteurs_;
};

}  // namespace

std::unique_ptr<service::Room> make_room(metrics::Registry* registre) { return std::make_unique<VentesRoom>(registre); }

}  // namespace comptoir::ventes
