// What must hold once nothing is in flight: ARCHITECTURE.md's invariants, computed from the tables and from what was told, and
// the model's word on how each order may have ended.
#include <algorithm>

#include "tests/simulation/hearing.hpp"
#include "tests/simulation/model.hpp"
#include "tests/simulation/simulation.hpp"

namespace comptoir::simulation {
namespace {

using Counts = std::map<std::string, std::int64_t>;

bool waits(const Database& db, const std::string& stream, std::int64_t seq) {
  return std::ranges::any_of(db.rows.letters, [&](const auto& entry) {
    const auto& l = entry.second;
    return l.waiting && l.what.stream == stream && l.what.seq == seq;
  });
}

class Checks {
 public:
  Checks(Universe& universe, Shop& shop, const Scenario& scenario, std::chrono::microseconds wall)
      : universe_(universe),
        shop_(shop),
        scenario_(scenario),
        model_(scenario, wall),
        panier_(tables_of<PanierTables>(shop.database("panier"))),
        stock_(tables_of<StockTables>(shop.database("stock"))),
        client_(tables_of<ClientTables>(shop.database("client"))),
        ventes_(tables_of<VentesTables>(shop.database("ventes"))) {}

  void all() {
    log_is_whole();
    one_partition_per_client();
    match_orders();
    for (const auto& [order, intent] : intents_) one_order(order, *intent);
    stores();
    accounts();
  }

 private:
  void expect(bool holds, const char* check, const std::string& detail) const {
    if (!holds) universe_.breach(check, detail);
  }

  void log_is_whole() const {
    std::int64_t events = 0;
    for (const auto& d : shop_.databases)
      for (const auto& [stream, entries] : d->journal) events += std::ssize(entries);
    const auto log = tables_of<LogTables>(shop_.database("event-store"));
    expect(log.events == events, "log_is_whole",
           std::to_string(log.events) + " of " + std::to_string(events) + " events are logged");
  }

  // All that is told of a client is on the streams of its partition.
  void one_partition_per_client() const {
    static constexpr std::string_view kClient = "client:";
    for (const auto& d : shop_.databases)
      for (const auto& [stream, entries] : d->journal)
        for (const auto& e : entries)
          if (e.cle.starts_with(kClient))
            expect(bus::partition_of(stream) == std::stoi(e.cle.substr(kClient.size())) % scenario_.partitions,
                   "one_partition_per_client", e.event_type + " of " + e.cle + " is on " + stream);
  }

  // Each order belongs to one intent, which knows it if it was answered.
  void match_orders() {
    const auto& answers = shop_.database("panier").answers;
    for (std::size_t c = 0; c < scenario_.intents.size(); ++c)
      for (std::size_t i = 0; i < scenario_.intents[c].size(); ++i) {
        const auto key = "commande-" + std::to_string(c + 1) + '-' + std::to_string(i + 1);
        const auto& outcome = shop_.people[c + 2]->outcomes[i];
        const auto answer = answers.find(key);
        const auto order = answer == answers.end() ? "" : order_in(answer->second.corps);
        expect(outcome.refused || outcome.order == order, "answered_is_kept",
               key + " was promised another order than it has");
        expect(!outcome.refused || model_.may_be_refused(scenario_.intents[c][i]), "refusal_has_a_cause", key);
        if (!order.empty()) intents_[order] = &scenario_.intents[c][i];
      }
    for (const auto& [id, c] : panier_.commandes)
      expect(intents_.contains(id), "one_order_per_key", id + " was ordered by nobody");
  }

  void one_order(const std::string& id, const Intent& intent) {
    expect(panier_.commandes.contains(id), "answered_is_kept", id + " was promised and is not there");
    expect(panier_.commandes.at(id).total == scenario_.total(intent), "order_is_what_was_asked", id);
    const auto& c = ventes_.commandes.at(id);
    const bool confirmed = c.etat == ventes::Etat::confirmee;
    const std::string motif(ventes::nom(c.motif));
    const auto why = model_.objection(intent, motif);
    expect(why.empty(), "ending_is_possible", id + ": " + why);
    universe_.saw(certain(intent) ? "end_was_certain" : "end_was_open");
    ++universe_.coverage().endings[confirmed ? "confirmee" : motif];
    ++universe_.coverage().orders;
    if (confirmed) confirmed_.push_back(&intent);
    history(id, confirmed, motif);
    states(id, confirmed);
  }

  // True when the model allows one ending only.
  bool certain(const Intent& intent) const {
    static constexpr const char* kMotifs[] = {
        "", "stock_indisponible", "paiement_refuse", "magasin_ferme", "reservation_expiree", "annulation_client"};
    return std::ranges::count_if(kMotifs, [&](const char* m) { return model_.objection(intent, m).empty(); }) == 1;
  }

  Counts told(const std::string& id) const {
    Counts out;
    for (const auto& d : shop_.databases)
      for (const auto& t : d->told)
        if (t.correlation_id == id) ++out[t.event_type];
    return out;
  }

  // Each step and each compensation exactly as often as the ending asks for.
  void history(const std::string& id, bool confirmed, const std::string& motif) {
    auto n = told(id);
    for (const auto& [type, times] : n) {
      universe_.coverage().events[type] += times;
      expect(times == 1, "each_step_once", id + " has " + std::to_string(times) + ' ' + type);
    }
    expect(n["CommandeCreee"] == 1, "history", id + " was never created");
    expect(n["StockReserve"] + n["StockIndisponible"] <= 1, "history", id + ": stock said yes and no");
    expect(n["PaiementAccepte"] + n["PaiementRefuse"] <= 1, "history", id + ": payment said yes and no");
    expect(n["VenteConfirmee"] + n["VenteRejetee"] <= 1, "one_verdict", id + " was confirmed and rejected");
    expect(n["VenteConfirmee"] == (confirmed ? 1 : 0), "one_verdict", id + ": its end is not what was told");
    if (confirmed)
      return expect(
          n["StockReserve"] == 1 && n["PaiementAccepte"] == 1 && n["StockLibere"] == 0 && n["PaiementRembourse"] == 0,
          "confirmed_is_paid_and_held", id);
    expect(n["StockLibere"] == n["StockReserve"], "stock_comes_back_once", id + " (" + motif + ')');
    expect(n["PaiementRembourse"] == n["PaiementAccepte"], "money_comes_back_once", id + " (" + motif + ')');
    const bool told_by_others = motif == "stock_indisponible" || motif == "paiement_refuse";
    expect(n["VenteRejetee"] == (told_by_others ? 0 : 1), "one_verdict", id + " (" + motif + ')');
  }

  // The services agree on the end.
  void states(const std::string& id, bool confirmed) const {
    const auto reservation = stock_.reservations.find(id);
    const auto payment = client_.paiements.find(id);
    expect(ventes_.ventes.contains(id) == confirmed, "one_sale_per_confirmed_order", id);
    const bool issued = reservation != stock_.reservations.end() && reservation->second.etat == stock::Etat::sortie;
    const bool paid = payment != client_.paiements.end() && payment->second.etat == client::EtatPaiement::accepte;
    expect(issued == confirmed, "issued_if_confirmed", id);
    expect(paid == confirmed, "paid_if_confirmed", id);
  }

  void stores() const {
    for (std::int64_t m = 1; m <= scenario_.stores; ++m)
      for (std::size_t p = 1; p <= scenario_.prices.size(); ++p) {
        const auto product = static_cast<std::int64_t>(p);
        const auto found = stock_.articles.find({m, product});
        const auto article = found == stock_.articles.end() ? stock::Article{} : found->second;
        const auto where = std::to_string(m) + '-' + std::to_string(p);
        expect(article.reserve == 0, "nothing_stays_reserved", where);
        expect(article.physique == model_.stock_left(m, product, confirmed_), "stock_is_conserved",
               where + ": " + std::to_string(article.physique) + " are there");
      }
  }

  void accounts() const {
    std::map<std::int64_t, Cents> ledger;
    for (const auto& [key, line] : client_.grand_livre) ledger[line.client_id] += line.mouvement.montant;
    expect(client_.clients.size() == scenario_.balances.size(), "one_client_per_key",
           std::to_string(client_.clients.size()) + " clients");
    for (std::size_t n = 0; n < scenario_.balances.size(); ++n) {
      const auto id = shop_.client_id(n);
      const auto c = client_.clients.find(id);
      expect(c != client_.clients.end(), "answered_is_kept", "no client " + std::to_string(id));
      expect(c->second.solde == ledger[id], "balance_is_its_ledger", std::to_string(id));
      expect(c->second.solde == model_.balance_left(static_cast<std::int64_t>(n + 1), confirmed_), "money_is_conserved",
             "client " + std::to_string(id) + " has " + std::to_string(c->second.solde));
    }
  }

  Universe& universe_;
  Shop& shop_;
  const Scenario& scenario_;
  Model model_;
  PanierTables panier_;
  StockTables stock_;
  ClientTables client_;
  VentesTables ventes_;
  std::map<std::string, const Intent*> intents_;
  std::vector<const Intent*> confirmed_;
};

}  // namespace

void check_nothing_is_skipped(Universe& universe, Shop& shop) {
  for (const auto& [service, types] : kHears) {
    const auto& db = shop.database(service);
    for (const auto& [stream, seq] : db.rows.positions)
      for (const auto& e : shop.producer(stream).journal[stream])
        if (e.seq <= seq && types.contains(e.event_type) && !db.applied.contains({stream, e.seq}) &&
            !waits(db, stream, e.seq))
          universe.breach("nothing_is_skipped", service + " stands behind " + e.event_type + ' ' +
                                                    std::to_string(e.seq) + " and never applied it");
  }
}

void check_everything(Universe& universe, Shop& shop, const Scenario& scenario, std::chrono::microseconds wall) {
  check_nothing_is_skipped(universe, shop);
  Checks(universe, shop, scenario, wall).all();
}

}  // namespace comptoir::simulation
