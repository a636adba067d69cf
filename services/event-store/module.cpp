#include "services/event-store/module.hpp"

#include "libs/log/log.hpp"
#include "services/event-store/adapters/compteur.hpp"
#include "services/event-store/adapters/durees.hpp"
#include "services/event-store/adapters/flux_sql.hpp"
#include "services/event-store/adapters/journal_sql.hpp"
#include "services/event-store/adapters/projections/projecteur.hpp"
#include "services/event-store/adapters/tetes_signees.hpp"
#include "services/event-store/api/materialisees.hpp"
#include "services/event-store/api/routes.hpp"
#include "services/event-store/migrations/schema.hpp"

namespace comptoir::event_store {
namespace {

const Message& message_of(const service::Input& input) { return std::any_cast<const Message&>(input.message); }

EvenementFlux evenement_flux(Rangee&& r) {
  return {r.place.position,
          r.place.version,
          r.enregistre_le,
          std::move(r.event_id),
          std::move(r.event_type),
          std::move(r.aggregate_id),
          std::move(r.source),
          std::move(r.correlation_id),
          std::move(r.stream),
          r.seq,
          std::move(r.enveloppe),
          r.hash,
          std::move(r.place.empreinte)};
}

class EventStoreRoom final : public service::Room {
 public:
  EventStoreRoom(metrics::Registry* metrics, Reglages reglages)
      : reglages_(std::move(reglages)),
        notaire_(reglages_.dossier_audit.empty() ? nullptr : std::make_unique<Notaire>(reglages_.dossier_audit)),
        compteur_(metrics),
        durees_(metrics),
        projecteur_(metrics, {reglages_.delai_etape}) {}

  // The worker has stopped: what it wrote last is signed too.
  ~EventStoreRoom() override {
    if (clock_) signer(clock_->now());
  }

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
  bool can_wait(std::string_view type) const override { return peut_attendre(type); }
  void routes(service::Routes& r) override {
    add_routes(r, attente_, flux_);
    projections::add_routes(r, projecteur_, projecteur_.attente(), projecteur_.delais());
  }
  void starting(const service::Ground& ground) override {
    clock_ = &ground.clock;
    projecteur_.start(ground.conninfo);
    pages_.demarrer(ground.conninfo);
    flux_.demarrer();
  }
  void stopping() override {
    attente_.close();
    flux_.arreter();
    pages_.arreter();
    projecteur_.stop();
  }
  void owned(postgres::Connection& sql) override {
    versions_.oublier();
    tete_ = prendre(sql, reglages_.partition);
  }

  void apply(service::Batch& batch) override {
    Besoins besoins;
    for (const auto* input : batch.inputs()) ajouter_besoins(besoins, message_of(*input));
    Lot lot = charger(batch.sql(), tete_, besoins, versions_);
    for (auto* input : batch.inputs()) decide(batch, lot, *input);
    const auto apres = ecrire(batch.sql(), tete_, lot, batch.now(), reglages_.partition);
    batch.after_commit([this, apres, nouvelles = std::move(lot.nouvelles)]() mutable {
      tete_ = apres;
      versions_.retenir(nouvelles);
      annoncer(std::move(nouvelles));
    });
  }

  // Called about four times a second; nothing of the log is due, but a head may be to sign.
  std::vector<std::any> due(postgres::Connection&, Instant now) override {
    if (now >= prochaine_signature_) signer(now);
    return {};
  }

 private:
  void annoncer(std::vector<Rangee> nouvelles) {
    std::set<std::string> aggregates;
    std::vector<EvenementFlux> evenements;
    for (auto& rangee : nouvelles) {
      compteur_.count(rangee.event_type, rangee.postee() ? "" : rangee.source);  // whatever its author calls himself
      durees_.voir(rangee);
      aggregates.insert(rangee.aggregate_id);
      evenements.push_back(evenement_flux(std::move(rangee)));
    }
    attente_.notify(aggregates);
    projecteur_.reveiller();
    flux_.publier(std::move(evenements));
  }

  static void decide(service::Batch& batch, Lot& lot, service::Input& input) {
    const auto& message = message_of(input);
    if (const auto* recu = std::get_if<EvenementRecu>(&message))
      return recevoir(lot, *recu, {input.origin->stream, input.origin->seq, input.origin->raw});
    const auto& demande = std::get<Publier>(message);
    input.answer = answer(demande, publier(lot, demande, batch.now(), batch.ids()));
  }

  // The log goes on without its notary; what could not be signed now is signed with a later head.
  void signer(Instant now) {
    if (!notaire_ || tete_.position == signee_) return;
    prochaine_signature_ = now + reglages_.signature;
    try {
      notaire_->signer(tete_.position, tete_.hash, now);
      signee_ = tete_.position;
    } catch (const Retryable& e) {
      log::warn("tête non signée", {{"raison", e.what()}});
    }
  }

  Reglages reglages_;
  std::unique_ptr<Notaire> notaire_;
  const Clock* clock_ = nullptr;
  Compteur compteur_;
  Durees durees_;
  Attente attente_;
  Tete tete_;  ///< of the log, as last committed
  Versions versions_;
  std::int64_t signee_ = 0;  ///< position of the last head signed
  Instant prochaine_signature_{};
  projections::Projecteur projecteur_;
  PagesSql pages_;
  Flux flux_{pages_};
};

}  // namespace

std::unique_ptr<service::Room> make_room(metrics::Registry* metrics, Reglages reglages) {
  return std::make_unique<EventStoreRoom>(metrics, std::move(reglages));
}

}  // namespace comptoir::event_store
