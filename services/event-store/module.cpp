#include "services/event-store/module.hpp"

#include "services/event-store/adapters/compteur.hpp"
#include "services/event-store/adapters/flux_sql.hpp"
#include "services/event-store/adapters/lot_sql.hpp"
#include "services/event-store/api/routes.hpp"
#include "services/event-store/migrations/schema.hpp"

namespace comptoir::event_store {
namespace {

const Message& message_of(const service::Input& input) { return std::any_cast<const Message&>(input.message); }

EvenementFlux evenement_flux(const Rangee& r, Instant enregistre_le) {
  return {r.place.position, r.place.version,  enregistre_le, r.event_id, r.event_type,   r.aggregate_id,
          r.source,         r.correlation_id, r.stream,      r.seq,      enveloppe_de(r)};
}

class EventStoreRoom final : public service::Room {
 public:
  explicit EventStoreRoom(metrics::Registry* metrics) : compteur_(metrics) {}

  std::string name() const override { return "event-store"; }
  std::vector<std::string> consumes() const override {
    return {"produit.evenements", "magasin.evenements",  "client.evenements", "commande.evenements",
            "stock.evenements",   "paiement.evenements", "vente.evenements"};
  }
  std::span<const postgres::Migration> migrations() const override { return kMigrations; }
  bool causal() const override { return true; }
  std::any decode(const bus::Envelope& e) const override {
    return Message{EvenementRecu{e.event_id, e.event_type, e.aggregate_id, e.source, e.correlation_id, e.timestamp}};
  }
  void routes(service::Routes& r) override { add_routes(r, attente_, flux_); }
  void starting(const service::Ground& ground) override {
    pages_.demarrer(ground.conninfo);
    flux_.demarrer();
  }
  void stopping() override {
    attente_.close();
    flux_.arreter();
    pages_.arreter();
  }

  void apply(service::Batch& batch) override {
    Besoins besoins;
    for (const auto* input : batch.inputs()) ajouter_besoins(besoins, message_of(*input));
    Lot lot = load(batch.sql(), besoins);
    for (auto* input : batch.inputs()) decide(batch, lot, *input);
    write(batch.sql(), lot, batch.now());
    nouvelles_ = std::move(lot.nouvelles);
  }

  // Called right after the commit of the apply before it, or of a batch with nothing to apply: then what is here was
  // rolled back.
  void committed(const service::Batch& batch) override {
    if (batch.inputs().empty()) return nouvelles_.clear();
    std::set<std::string> aggregates;
    std::vector<EvenementFlux> evenements;
    for (const auto& rangee : nouvelles_) {
      evenements.push_back(evenement_flux(rangee, batch.now()));
      compteur_.count(rangee.event_type, rangee.source);
      aggregates.insert(rangee.aggregate_id);
    }
    nouvelles_.clear();
    attente_.notify(aggregates);
    flux_.publier(std::move(evenements));
  }

 private:
  static void decide(service::Batch& batch, Lot& lot, service::Input& input) {
    const auto& message = message_of(input);
    if (const auto* recu = std::get_if<EvenementRecu>(&message))
      return recevoir(lot, *recu, {input.origin->stream, input.origin->seq, input.origin->raw});
    input.answer = answer(publier(lot, std::get<PublierEvenement>(message), batch.now(), batch.ids()));
  }

  Compteur compteur_;
  Attente attente_;
  PagesSql pages_;
  Flux flux_{pages_};
  std::vector<Rangee> nouvelles_;  ///< of the last apply
};

}  // namespace

std::unique_ptr<service::Room> make_room(metrics::Registry* metrics) {
  return std::make_unique<EventStoreRoom>(metrics);
}

}  // namespace comptoir::event_store
