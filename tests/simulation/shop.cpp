#include "tests/simulation/shop.hpp"

#include "libs/metrics/registry.hpp"
#include "libs/service/partitions.hpp"
#include "services/client/app/messages.hpp"
#include "services/magasins/app/messages.hpp"
#include "services/panier/app/messages.hpp"
#include "services/produits/app/messages.hpp"
#include "services/stock/app/messages.hpp"
#include "tests/simulation/simulated_store.hpp"

namespace comptoir::simulation {
namespace {

using namespace std::chrono_literals;

constexpr unsigned kTwoProcesses = 3'500, kTogether = 5'000;  // of ten thousand
constexpr std::int64_t kShortPage = 2;  // events of a journal that answers with less than was asked

/// One registry for all runs: the figures are nobody's, and its series are made once.
metrics::Registry& registry() {
  static metrics::Registry all;
  return all;
}

template <class Message, class One>
std::function<std::any()> says(One one) {
  return [one] { return std::any(Message{one}); };
}

}  // namespace

const std::vector<std::string> Shop::kServices = {"produits", "magasins", "client",     "panier",
                                                  "stock",    "ventes",   "event-store"};

/// Whoever sleeps is not called again before he wakes.
class Shop::Sleeper final : public Tempo {
 public:
  Sleeper(const Universe& universe, const Shop& shop) : universe_(universe), shop_(shop) {}
  Point now() const override { return universe_.now; }
  void sleep(std::chrono::milliseconds time) const override {
    if (shop_.at_sleep) shop_.at_sleep(time);
  }

 private:
  const Universe& universe_;
  const Shop& shop_;
};

/// Producers' journals over a network.
class Shop::Journals final : public service::JournalSource {
 public:
  Journals(Shop& shop, Universe& universe) : shop_(shop), universe_(universe) {}
  service::JournalPage fetch(const std::string& stream, std::int64_t after, std::int64_t limit) override {
    universe_.border("journal");
    auto& producer = shop_.producer(stream);
    if (producer.away() || !shop_.some_process(producer.service()) ||
        universe_.strikes(Fault::journal_unreachable, 1'500))
      throw Retryable("simulated: the journal of " + stream + " does not answer");
    if (universe_.strikes(Fault::journal_short, 3'000)) limit = kShortPage;
    service::JournalPage page;
    page.head = producer.head(stream);
    for (auto seq = after + 1; seq <= page.head && seq <= after + limit; ++seq)
      page.events.emplace_back(seq, producer.journal[stream][static_cast<std::size_t>(seq - 1)].enveloppe);
    universe_.saw("filled_from_journal", std::ssize(page.events));
    return page;
  }

 private:
  Shop& shop_;
  Universe& universe_;
};

Shop::Shop(Universe& universe, const Scenario& scenario)
    : redis(universe, [this](const std::string& stream, std::int64_t seq,
                             const std::string& raw) { return producer(stream).holds(stream, seq, raw); }),
      universe_(universe),
      scenario_(scenario),
      clock_(universe),
      tempo_(std::make_unique<Sleeper>(universe, *this)) {
  settings_.idle = 0ms;
  settings_.batch_max = universe.random.chance(5'000) ? 512 : universe.random.below(6) + 1;
  client_ids_.resize(scenario.balances.size());
  for (const auto& e : bus::kEmitters)
    for (const auto& stream : bus::streams_of({std::string(e.stream)}, scenario.partitions))
      producers_[stream] = e.service;
  for (const auto& service : kServices) {
    databases.push_back(std::make_unique<Database>(universe, service));
    databases.back()->head_of = [this](const std::string& stream) { return producer(stream).head(stream); };
    const int instances = universe.random.chance(kTwoProcesses) ? 2 : 1;
    for (int i = 0; i < instances; ++i)
      processes.push_back(std::make_unique<Process>(*databases.back(), i, instances > 1));
    const auto room = make_room(*databases.back(), {}, {});
    consumed_[service] = bus::streams_of(room->consumes(), scenario.partitions);
  }
  if (universe.random.chance(kTogether))
    for (const auto& [stream, service] : producers_)
      for (auto& handover : handovers_) handover.announce({stream});
  if (scenario.partitions > 1) universe.saw("several_partitions");
  for (auto& p : processes) start(*p);
  hire();
}

Shop::~Shop() {
  for (auto& p : processes) end(*p);
}

Database& Shop::database(const std::string& service) {
  for (auto& d : databases)
    if (d->service() == service) return *d;
  universe_.breach("simulation", "no such service: " + service);
}

Database& Shop::producer(const std::string& stream) { return database(producers_.at(stream)); }

Process* Shop::some_process(const std::string& service) {
  std::vector<Process*> up;
  for (auto& p : processes)
    if (p->up() && p->database.service() == service && p->standing_until <= universe_.now) up.push_back(p.get());
  return up.empty() ? nullptr : up[universe_.random.below(up.size())];
}

service::World Shop::world(Process& p, int partition) {
  return {[this, &p, partition] {
            universe_.border("connect");
            return std::make_unique<SimulatedStore>(p.database, universe_, Tenant{p.number, partition, p.shared});
          },
          redis.dial(),
          [this] { return std::make_unique<Journals>(*this, universe_); },
          [this] { return remembered(); },
          clock_,
          ids_,
          *tempo_,
          handover_of(p),
          bus::Seal("simulation")};
}

service::Remembered Shop::remembered() {
  universe_.border("witness");
  if (universe_.strikes(Fault::journal_unreachable, 1'500)) return std::nullopt;
  return database("event-store").rows.positions;
}

void Shop::start(Process& p) {
  p.ending = false;
  const int workers = service::workers_of(*make_room(p.database, {}, {}), scenario_.partitions);
  for (int n = 0; n < workers; ++n) {
    auto settings = settings_;
    settings.partition = {n, scenario_.partitions};
    auto room = make_room(p.database, settings.partition, scenario_.reservation);
    auto worker = std::make_unique<service::Worker>(*room, settings, world(p, n), registry());
    p.parts.push_back({std::move(room), std::move(worker)});
  }
  universe_.trace(p.name + " starts");
}

void Shop::end(Process& p, bool power) {
  if (!p.up()) return;
  for (const auto& part : p.parts) {
    const auto state = part.worker->state();
    universe_.saw("republished", state.republished);
    universe_.saw("handed_over", state.handed);
  }
  for (const auto& part : p.parts) handover_of(p).begin(part.worker->emits(), false);
  p.ending = true;  // nobody hears its last words
  power_is_cut = power;
  p.parts.clear();
  power_is_cut = false;
}

// As Host does.
int Shop::part_for(const Process& p, const service::Delivery& d) {
  if (p.parts.size() == 1) return 0;
  auto number = service::number_for(*p.parts.front().room, d.input.message, d.key);
  if (!number) number = turn_++;
  return bus::partition_of_number(*number, scenario_.partitions);
}

bool Shop::submit(const std::string& service, service::Delivery d) {
  auto* process = some_process(service);
  if (!process) return false;
  d.respond = [this, process, respond = std::move(d.respond)](http::Response r) {
    if (process->ending) return;
    universe_.border("answer");
    respond(std::move(r));
  };
  const int part = part_for(*process, d);
  process->worker(part).submit(std::move(d));
  return true;
}

// An answer that says "done" is a promise: what it speaks of is committed already, and it is the same each time.
void Shop::witness(const Ask& what, const http::Response& r) {
  if (what.key.empty() || r.status < 200 || r.status > 299) return;
  const auto& db = database(what.service);
  if (!db.answers.contains(what.key))
    universe_.breach("answered_is_committed",
                     what.service + " says " + std::to_string(r.status) + " to " + what.key + ", nothing is committed");
  if (what.kind == Ask::Kind::new_client) know_client(what, r);
  if (what.kind != Ask::Kind::checkout) return;
  const auto order = order_in(r.body);
  if (!tables_of<PanierTables>(db).commandes.contains(order))
    universe_.breach("answered_is_committed", "no order " + order + " in the database that promised it");
  if (answered_.try_emplace(what.key, order).first->second != order)
    universe_.breach("same_key_same_answer", what.key + " made " + answered_[what.key] + " and " + order);
}

void Shop::know_client(const Ask& what, const http::Response& r) {
  auto& id = client_ids_.at(what.order);
  const auto told = client_in(r.body);
  if (id != 0 && id != told)
    universe_.breach("same_key_same_answer", what.key + " made client " + std::to_string(id) + " and " + r.body);
  id = told;
}

void Shop::hire() {
  const auto submit_to = [this](const std::string& service, service::Delivery d) {
    return submit(service, std::move(d));
  };
  const auto look = [this](const Ask& a, const http::Response& r) { witness(a, r); };
  const auto person = [&](std::string name) -> Script& {
    people.push_back(std::make_unique<Script>(universe_, std::move(name), submit_to, look));
    return *people.back();
  };
  set_up(person("founder"));
  keep(person("keeper"));
  for (std::size_t c = 0; c < scenario_.intents.size(); ++c) buy(person("client " + std::to_string(c + 1)), c);
}

// One after another, so that the ids of products and stores are 1, 2, 3.
void Shop::set_up(Script& s) const {
  for (std::size_t p = 0; p < scenario_.prices.size(); ++p) {
    const auto code = "P" + std::to_string(p + 1);
    s.asks.push_back({"produits", "produit-" + code,
                      says<produits::Message>(produits::CreerProduit{code, "Produit " + code, scenario_.prices[p]})});
  }
  for (std::int64_t m = 1; m <= scenario_.stores; ++m) {
    const auto nom = "M" + std::to_string(m);
    s.asks.push_back({"magasins", "magasin-" + nom, says<magasins::Message>(magasins::CreerMagasin{nom})});
  }
  for (std::size_t c = 0; c < scenario_.balances.size(); ++c) {
    client::CreerClient creation{"C" + std::to_string(c + 1), {}, scenario_.balances[c]};
    if (scenario_.referenced[c]) creation.reference = "R" + std::to_string(c + 1);
    s.asks.push_back({"client", "client-" + creation.nom, says<client::Message>(creation), Ask::Kind::new_client, c});
  }
  for (std::int64_t m = 1; m <= scenario_.stores; ++m) {
    stock::Recevoir reception{m, {}};
    const auto& row = scenario_.stock[static_cast<std::size_t>(m - 1)];
    for (std::size_t p = 0; p < row.size(); ++p)
      if (row[p] > 0) reception.lignes.push_back({static_cast<std::int64_t>(p + 1), row[p]});
    if (!reception.lignes.empty())
      s.asks.push_back({"stock", "reception-" + std::to_string(m), says<stock::Message>(reception)});
  }
}

void Shop::keep(Script& s) const {
  for (std::size_t c = 0; c < scenario_.credits.size(); ++c)
    if (scenario_.credits[c] > 0)
      s.asks.push_back({"client", "credit-" + std::to_string(c + 1), [this, c] {
                          return std::any(
                              client::Message{client::Crediter{client_id(c), scenario_.credits[c], "versement"}});
                        }});
  for (std::int64_t m = 1; m <= scenario_.stores; ++m) {
    const auto& row = scenario_.late[static_cast<std::size_t>(m - 1)];
    for (std::size_t p = 0; p < row.size(); ++p)
      if (row[p] > 0)
        s.asks.push_back({"stock", "tard-" + std::to_string(m) + '-' + std::to_string(p),
                          says<stock::Message>(stock::Recevoir{m, {{static_cast<std::int64_t>(p + 1), row[p]}}})});
  }
  if (scenario_.closed)
    s.asks.push_back({"magasins", "fermeture", says<magasins::Message>(magasins::FermerMagasin{scenario_.closed})});
}

void Shop::buy(Script& s, std::size_t client) const {
  const auto& mine = scenario_.intents[client];
  s.outcomes.resize(mine.size());
  for (std::size_t i = 0; i < mine.size(); ++i) {
    const auto number = std::to_string(client + 1) + '-' + std::to_string(i + 1);
    const auto& intent = mine[i];
    const auto cart = [this, client, store = intent.cle.magasin_id] {
      return panier::ClePanier{client_id(client), store};
    };
    s.asks.push_back(
        {"panier", "",
         [cart, lines = intent.lignes] { return std::any(panier::Message{panier::RemplacerLignes{cart(), lines}}); },
         Ask::Kind::fill_cart, i});
    s.asks.push_back({"panier", "commande-" + number,
                      [cart] { return std::any(panier::Message{panier::PasserCommande{cart()}}); }, Ask::Kind::checkout,
                      i});
    if (intent.cancelled)
      s.asks.push_back(
          {"panier", "",
           [&s, i] { return std::any(panier::Message{panier::DemanderAnnulation{s.outcomes[i].order.value_or("")}}); },
           Ask::Kind::cancel, i});
  }
}

std::string Shop::unread(const Database& d) const {
  for (const auto& stream : consumed_.at(d.service()))
    if (!d.rows.positions.contains(stream)) return d.service() + " has not begun to read " + stream;
  for (const auto& [stream, seq] : d.rows.positions) {
    const auto head = d.head_of(stream);
    if (seq != head)
      return d.service() + " is at " + std::to_string(seq) + " of " + std::to_string(head) + " of " + stream;
  }
  for (const auto& [id, l] : d.rows.letters)
    if (l.waiting) return d.service() + " has a letter that waits: " + l.what.raison;
  for (const auto& [stream, entries] : d.journal)
    if (!entries.empty() && redis.top(stream) != std::to_string(entries.size()) + "-0")
      return stream + " ends with " + redis.top(stream) + ", its journal with " + std::to_string(entries.size());
  return "";
}

std::string Shop::open_orders() const {
  auto& self = const_cast<Shop&>(*this);
  const auto ventes = tables_of<VentesTables>(self.database("ventes"));
  for (const auto& [id, c] : tables_of<PanierTables>(self.database("panier")).commandes) {
    const auto found = ventes.commandes.find(id);
    if (found == ventes.commandes.end() || !ventes::est_final(found->second.etat)) return id + " has not ended";
  }
  for (const auto& [id, r] : tables_of<StockTables>(self.database("stock")).reservations)
    if (r.etat == stock::Etat::active) return id + " still holds stock";
  return "";
}

std::string Shop::unfinished() const {
  for (const auto& p : people)
    if (!p->done()) return p->state();
  for (const auto& d : databases)
    if (auto why = unread(*d); !why.empty()) return why;
  return open_orders();
}

}  // namespace comptoir::simulation
