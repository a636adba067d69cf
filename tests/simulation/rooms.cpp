#include "tests/simulation/rooms.hpp"

#include "libs/json/fields.hpp"
#include "services/client/adapters/evenements.hpp"
#include "services/client/adapters/partition.hpp"
#include "services/client/api/routes.hpp"
#include "services/client/app/appliquer.hpp"
#include "services/event-store/app/messages.hpp"
#include "services/magasins/adapters/evenements.hpp"
#include "services/magasins/api/routes.hpp"
#include "services/magasins/app/appliquer.hpp"
#include "services/panier/adapters/events.hpp"
#include "services/panier/adapters/lot_sql.hpp"
#include "services/panier/adapters/partition.hpp"
#include "services/panier/api/answers.hpp"
#include "services/panier/app/appliquer.hpp"
#include "services/produits/adapters/evenements.hpp"
#include "services/produits/api/routes.hpp"
#include "services/produits/app/appliquer.hpp"
#include "services/stock/adapters/evenements.hpp"
#include "services/stock/adapters/memoire.hpp"
#include "services/stock/adapters/partition.hpp"
#include "services/stock/api/routes.hpp"
#include "services/stock/app/appliquer.hpp"
#include "services/ventes/adapters/evenements.hpp"
#include "services/ventes/app/appliquer.hpp"
#include "tests/simulation/database.hpp"

namespace comptoir::simulation {
namespace {

using service::Batch;
using service::Input;
using Names = std::vector<std::string>;

template <class Message>
const Message& message_of(const Input& input) {
  return std::any_cast<const Message&>(input.message);
}

template <class Tables>
const Tables& as(const std::any& tables) {
  return std::any_cast<const Tables&>(tables);
}

// What is in the working set goes to the tables, whatever they have become since it was loaded.
template <class Tables, class Lot>
SimulatedRoom::Save saves(std::shared_ptr<const Lot> lot, void (*save)(Tables&, const Lot&)) {
  return [lot, save](std::any& tables) { save(std::any_cast<Tables&>(tables), *lot); };
}

// What a CHECK or a UNIQUE of the schema would refuse.
void constrain(bool holds, const char* what) {
  if (!holds) throw Breach{"constraint", what};
}

// A room that only takes commands: each is answered, and told when it changed something.
template <class Decision, class Emit, class Answer>
void decide(Batch& batch, Input& input, const Decision& decision, Emit emit, Answer to_response) {
  using Effet = std::variant_alternative_t<0, Decision>;
  const auto* effet = std::get_if<Effet>(&decision);
  if (effet && effet->fait) batch.emit(input, emit(*effet->fait, effet->apres));
  input.answer = to_response(decision);
}

class ProductRoom final : public SimulatedRoom {
 public:
  using SimulatedRoom::SimulatedRoom;
  std::string name() const override { return "produits"; }
  Names emits() const override { return {produits::kStream}; }
  std::any empty_tables() const override { return ProductTables{}; }
  Save apply_to(const std::any& tables, Batch& batch) override {
    const auto& t = as<ProductTables>(tables);
    auto lot = std::make_shared<produits::Catalogue>(t.produits.empty() ? 0 : t.produits.rbegin()->first);
    for (const auto& [id, p] : t.produits) lot->charger(p);
    for (auto* input : batch.inputs())
      decide(batch, *input, produits::appliquer(*lot, message_of<produits::Message>(*input)), produits::to_emission,
             produits::to_response);
    return saves<ProductTables, produits::Catalogue>(lot, save);
  }

 private:
  static void save(ProductTables& t, const produits::Catalogue& lot) {
    for (const auto& p : lot.modifies()) t.produits[p.id] = p;
  }
};

class StoreRoom final : public SimulatedRoom {
 public:
  using SimulatedRoom::SimulatedRoom;
  std::string name() const override { return "magasins"; }
  Names emits() const override { return {magasins::kStream}; }
  std::any empty_tables() const override { return StoreTables{}; }
  Save apply_to(const std::any& tables, Batch& batch) override {
    const auto& t = as<StoreTables>(tables);
    auto lot = std::make_shared<magasins::Registre>(t.magasins.empty() ? 0 : t.magasins.rbegin()->first);
    for (const auto& [id, m] : t.magasins) lot->charger(m);
    for (auto* input : batch.inputs())
      decide(batch, *input, magasins::appliquer(*lot, message_of<magasins::Message>(*input)), magasins::to_emission,
             magasins::to_response);
    return saves<StoreTables, magasins::Registre>(lot, save);
  }

 private:
  static void save(StoreTables& t, const magasins::Registre& lot) {
    for (const auto& m : lot.modifies()) t.magasins[m.id] = m;
  }
};

class StockRoom final : public SimulatedRoom {
 public:
  StockRoom(const Database& database, bus::Partition partition, std::chrono::milliseconds delai)
      : SimulatedRoom(database, partition), delai_(delai), memoire_(partition) {}
  std::string name() const override { return "stock"; }
  Names emits() const override { return {stock::kStream}; }
  Names consumes() const override {
    return {"produit.evenements", "magasin.evenements", "commande.evenements", "paiement.evenements",
            "vente.evenements"};
  }
  bool can_wait(std::string_view type) const override { return stock::peut_attendre(type); }
  std::any read(const bus::Envelope& e) const override { return stock::lire_evenement(e); }
  std::any empty_tables() const override { return StockTables{}; }
  void owned_again() override { memoire_.oublier(); }
  std::optional<std::uint64_t> partition_key(const std::any& message) const override {
    return stock::partition_key(std::any_cast<const stock::Message&>(message));
  }
  std::set<std::int64_t> stores_to_lock(const Batch& batch) const override {
    std::set<std::int64_t> out;
    for (const auto* input : batch.inputs())
      if (const auto store = stock::magasin_a_verrouiller(message_of<stock::Message>(*input))) out.insert(*store);
    return out;
  }

  Save apply_to(const std::any& tables, Batch& batch) override {
    const auto& t = as<StockTables>(tables);
    const auto lot = std::make_shared<stock::Lot>(load(t));
    for (auto* input : batch.inputs()) {
      const auto resultat = stock::appliquer(message_of<stock::Message>(*input), *lot, {batch.now(), delai_});
      for (const auto& fait : resultat.faits) batch.emit(*input, stock::emission(fait));
      if (!std::holds_alternative<std::monostate>(resultat.reponse)) input->answer = stock::repondre(resultat.reponse);
    }
    batch.after_commit([this, lot] { memoire_.retenir(*lot); });
    return saves<StockTables, stock::Lot>(lot, save);
  }

  std::vector<std::any> due_of(const std::any& tables, Instant now) override {
    std::vector<std::any> out;
    for (const auto& [id, r] : std::any_cast<const StockTables&>(tables).reservations)
      if (is_ours(r) && stock::a_signaler(r, now)) out.emplace_back(stock::Message{stock::Expirer{id, r.magasin_id}});
    return out;
  }

 private:
  bool is_ours(const stock::Reservation& r) const {
    return bus::partition_of_number(static_cast<std::uint64_t>(r.client_id), partition_.of) == partition_.number;
  }

  stock::Lot load(const StockTables& t) const {
    stock::Lot lot;
    std::vector<stock::Cle> keys;
    for (const auto& [cle, a] : t.articles) keys.push_back(cle);
    for (const auto& cle : memoire_.charger(lot, keys)) lot.charger(cle, t.articles.at(cle));
    for (const auto& [id, r] : t.reservations) lot.charger(r);
    for (const auto id : t.produits) lot.charger_produit(id);
    for (const auto id : t.magasins) lot.charger_magasin(id);
    return lot;
  }

  static void save(StockTables& t, const stock::Lot& lot) {
    for (const auto& [cle, f] : lot.articles()) {
      if (!f.change) continue;
      const auto& a = f.article;
      constrain(0 <= a.reserve && a.reserve <= a.physique, "stock: 0 <= reserve <= physique");
      constrain(a.physique == a.recu + a.ajuste - a.sorti, "stock: physique = recu + ajuste - sorti");
      t.articles[cle] = a;
    }
    for (const auto& [id, d] : lot.dossiers())
      if (d.change) t.reservations[id] = d.reservation;
    t.produits.insert(lot.nouveaux_produits().begin(), lot.nouveaux_produits().end());
    t.magasins.insert(lot.nouveaux_magasins().begin(), lot.nouveaux_magasins().end());
  }

  std::chrono::milliseconds delai_;
  stock::Memoire memoire_;
};

class ClientRoom final : public SimulatedRoom {
 public:
  using SimulatedRoom::SimulatedRoom;
  std::string name() const override { return "client"; }
  Names emits() const override { return {client::kPaymentStream, client::kClientStream}; }
  Names consumes() const override { return {"stock.evenements", "vente.evenements"}; }
  std::any read(const bus::Envelope& e) const override { return client::to_message(e); }
  std::any empty_tables() const override { return ClientTables{}; }
  std::optional<std::uint64_t> partition_key(const std::any& message) const override {
    return client::partition_key(std::any_cast<const client::Message&>(message));
  }

  Save apply_to(const std::any& tables, Batch& batch) override {
    const auto& t = as<ClientTables>(tables);
    const auto lot = std::make_shared<client::Lot>(t.clients.empty() ? 0 : t.clients.rbegin()->first,
                                                   client::Numerotation{partition_.number, partition_.of});
    for (const auto& [id, c] : t.clients) lot->charger(c);
    for (const auto& [id, p] : t.paiements) lot->charger(p);
    client::Cles cles;
    for (auto* input : batch.inputs()) {
      const auto& message = message_of<client::Message>(*input);
      const auto issue = client::appliquer(*lot, message, batch.now());
      if (issue.fait) tell(batch, *input, *issue.fait, cles);
      if (!std::holds_alternative<std::monostate>(issue.reponse)) input->answer = client::to_response(message, issue);
    }
    return saves<ClientTables, client::Lot>(lot, save);
  }

 private:
  static void tell(Batch& batch, const Input& input, const client::Fait& fait, client::Cles& cles) {
    if (const auto* cree = std::get_if<client::ClientCree>(&fait)) cles[cree->client.id] = client::nouvelle_cle();
    batch.emit(input, client::to_emission(fait, cles));
  }

  static void save(ClientTables& t, const client::Lot& lot) {
    for (const auto& c : lot.clients_modifies()) {
      constrain(c.solde >= 0, "client: solde >= 0");
      t.clients[c.id] = c;
    }
    for (const auto& e : lot.ecritures())
      constrain(t.grand_livre.emplace(std::pair{e.client_id, e.seq}, e).second,
                "grand livre: one line per client and seq");
    for (const auto& p : lot.paiements_modifies()) t.paiements[p.commande_id] = p;
  }
};

class VentesRoom final : public SimulatedRoom {
 public:
  using SimulatedRoom::SimulatedRoom;
  std::string name() const override { return "ventes"; }
  Names emits() const override { return {ventes::kStream}; }
  Names consumes() const override {
    return {"magasin.evenements", "commande.evenements", "stock.evenements", "paiement.evenements"};
  }
  bool can_wait(std::string_view type) const override { return ventes::peut_attendre(type); }
  std::any read(const bus::Envelope& e) const override { return ventes::lire_evenement(e); }
  std::any empty_tables() const override { return VentesTables{}; }

  Save apply_to(const std::any& tables, Batch& batch) override {
    const auto& t = as<VentesTables>(tables);
    const auto lot = std::make_shared<ventes::Lot>();
    for (const auto& [id, c] : t.commandes) lot->charger(c);
    for (const auto& [id, ouvert] : t.magasins) lot->charger_magasin(id, ouvert);
    for (auto* input : batch.inputs()) {
      const auto r = ventes::appliquer(message_of<ventes::Message>(*input), *lot, batch.now());
      if (r.effet == ventes::Effet::confirmer) batch.emit(*input, ventes::vente_confirmee(*r.commande));
      if (r.effet == ventes::Effet::rejeter) batch.emit(*input, ventes::vente_rejetee(*r.commande));
    }
    return saves<VentesTables, ventes::Lot>(lot, save);
  }

 private:
  static void save(VentesTables& t, const ventes::Lot& lot) {
    for (const auto& [id, m] : lot.magasins_vus()) t.magasins[id] = m.ouvert;
    for (const auto& [id, d] : lot.dossiers()) {
      if (!d.change) continue;
      t.commandes[id] = d.commande;
      if (d.vendue) constrain(t.ventes.emplace(id, d.commande.total).second, "ventes: one sale per order");
    }
  }
};

class PanierRoom final : public SimulatedRoom {
 public:
  using SimulatedRoom::SimulatedRoom;
  std::string name() const override { return "panier"; }
  Names emits() const override { return {"commande.evenements"}; }
  Names consumes() const override { return {"produit.evenements", "magasin.evenements", "client.evenements"}; }
  std::any read(const bus::Envelope& e) const override { return panier::decode_event(e); }
  std::any empty_tables() const override { return PanierTables{}; }
  void owned_again() override { known_.forget(); }
  std::optional<std::uint64_t> partition_key(const std::any& message) const override {
    return panier::partition_key(std::any_cast<const panier::Message&>(message));
  }

  Save apply_to(const std::any& tables, Batch& batch) override {
    const auto& t = as<PanierTables>(tables);
    const auto lot = std::make_shared<panier::Lot>(load(t));
    for (auto* input : batch.inputs()) {
      panier::Contexte contexte{batch.now(), batch.ids(), {}};
      const auto resultat = panier::appliquer(*lot, contexte, message_of<panier::Message>(*input));
      for (const auto& e : contexte.evenements) batch.emit(*input, panier::emission(e));
      if (!input->origin) input->answer = panier::answer(resultat);
    }
    if (partition_.of == 1)
      batch.after_commit([this, lot] {
        for (const auto& [id, p] : lot->catalogue) known_.keep(id, p);
      });
    return saves<PanierTables, panier::Lot>(lot, save);
  }

 private:
  panier::Lot load(const PanierTables& t) const {
    panier::Lot lot;
    for (const auto& [id, p] : t.catalogue) lot.catalogue[id] = known_.find(id) ? *known_.find(id) : p;
    lot.magasins.insert(t.magasins.begin(), t.magasins.end());
    lot.clients.insert(t.clients.begin(), t.clients.end());
    lot.paniers = t.paniers;
    for (const auto& [id, c] : t.commandes) lot.commandes[id] = {c.cle, t.annulees.contains(id)};
    return lot;
  }

  static void save(PanierTables& t, const panier::Lot& lot) {
    for (const auto id : lot.produits_changes) t.catalogue[id] = lot.catalogue.at(id);
    for (const auto id : lot.magasins_changes) t.magasins[id] = lot.magasins.at(id);
    t.clients.insert(lot.clients_nouveaux.begin(), lot.clients_nouveaux.end());
    for (const auto& cle : lot.paniers_changes) t.paniers[cle] = lot.paniers.at(cle);
    for (const auto& c : lot.commandes_nouvelles)
      constrain(t.commandes.emplace(c.commande_id, c).second, "panier: one order per id");
    t.annulees.insert(lot.commandes_annulees.begin(), lot.commandes_annulees.end());
  }

  panier::KnownProducts known_{1'000};
};

class LogRoom final : public SimulatedRoom {
 public:
  using SimulatedRoom::SimulatedRoom;
  std::string name() const override { return "event-store"; }
  Names consumes() const override {
    return {"produit.evenements", "magasin.evenements",  "client.evenements", "commande.evenements",
            "stock.evenements",   "paiement.evenements", "vente.evenements"};
  }
  bool causal() const override { return true; }
  bool can_wait(std::string_view type) const override { return event_store::peut_attendre(type); }
  std::any read(const bus::Envelope& e) const override { return e.event_id; }
  std::any empty_tables() const override { return LogTables{}; }

  Save apply_to(const std::any& tables, Batch& batch) override {
    auto t = as<LogTables>(tables);
    for (const auto* input : batch.inputs()) {
      const auto& o = *input->origin;
      if (o.causation && t.seen[o.causation->stream] < o.causation->seq)
        throw Breach{"cause_before_effect", o.stream + ' ' + std::to_string(o.seq) + " is logged before its cause"};
      t.seen[o.stream] = o.seq;
      ++t.events;
    }
    return [t](std::any& now) { now = t; };
  }
};

}  // namespace

std::any SimulatedRoom::decode(const bus::Envelope& e) const {
  if (database_.broken_decode.contains(e.cle))
    throw json::Invalid(std::vector<json::FieldError>{{"data", "simulated: cannot be read"}});
  return read(e);
}

std::unique_ptr<SimulatedRoom> make_room(const Database& database, bus::Partition partition,
                                         std::chrono::milliseconds reservation) {
  const auto& service = database.service();
  if (service == "produits") return std::make_unique<ProductRoom>(database, partition);
  if (service == "magasins") return std::make_unique<StoreRoom>(database, partition);
  if (service == "stock") return std::make_unique<StockRoom>(database, partition, reservation);
  if (service == "client") return std::make_unique<ClientRoom>(database, partition);
  if (service == "ventes") return std::make_unique<VentesRoom>(database, partition);
  if (service == "panier") return std::make_unique<PanierRoom>(database, partition);
  return std::make_unique<LogRoom>(database, partition);
}

}  // namespace comptoir::simulation
