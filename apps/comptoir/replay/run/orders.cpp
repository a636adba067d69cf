#include "apps/comptoir/replay/run/orders.hpp"

#include <set>
#include <thread>

#include "libs/json/writer.hpp"

namespace comptoir::replay {
namespace {

using json::Writer;

constexpr std::chrono::milliseconds kWaitForEnd{10'000};
constexpr std::chrono::milliseconds kPause{50};
constexpr int kNotFound = 404;

bool is_end(const std::string& statut) {
  static const std::set<std::string> kEnds{"VenteConfirmee", "PaiementRefuse", "StockIndisponible", "VenteRejetee"};
  return kEnds.contains(statut);
}

/// What ventes-service says of our orders that have ended; the others stay empty.
std::vector<Ending> read_endings(Api& api, const std::unordered_map<std::string, std::size_t>& index) {
  std::vector<Ending> endings(index.size());
  api.for_each("/api/ventes/commandes", [&](const boost::json::value& order) {
    const auto place = index.find(text_at(order, "commande_id"));
    const auto state = text_at(order, "etat");
    if (place == index.end() || (state != "confirmee" && state != "annulee")) return;
    endings[place->second] = {text_at(order, "statut"), cents_at(order, "total")};
  });
  return endings;
}

void check_total(const std::string& invoice, Cents planned, Cents counted) {
  if (counted != planned)
    throw Permanent("la facture " + invoice + " vaut " + format_dollars(planned) + ", le service a compté " +
                    format_dollars(counted));
}

}  // namespace

std::string cart_body(const Order& order, const Ids& ids) {
  Writer w;
  w.open().key("lignes").open_array();
  for (const auto& line : order.lines)
    w.open().field("produit_id", ids.products[line.product]).field("quantite", line.quantity).close();
  return w.close_array().close().text();
}

Orders::Orders(const Plan& plan, const Ids& ids, std::string run, Crew& crew, Api& api, Losses& losses)
    : plan_(plan), ids_(ids), run_(std::move(run)), crew_(crew), losses_(losses) {
  api.for_each("/api/commandes",
               [&](const boost::json::value& order) { placed_before_.insert(text_at(order, "commande_id")); });
}

std::string Orders::place(Api& api, const Order& order) const {
  const auto client = ids_.clients[order.client], store = ids_.stores[order.store];
  const auto cart = "/api/panier/" + std::to_string(client) + '/' + std::to_string(store);
  api.require("PUT", cart + "/lignes", cart_body(order, ids_));
  const auto body = Writer().open().field("client_id", client).field("magasin_id", store).close().text();
  const auto placed = api.require("POST", "/api/checkout", body, key_of(run_, encoded(order.invoice)));
  check_total(order.invoice, plan_.total(order), cents_at(placed, "total"));
  auto id = text_at(placed, "commande_id");
  // Its answer is the recorded one: nothing was taken out of the cart that we have just filled.
  if (placed_before_.contains(id)) api.require("DELETE", cart);
  return id;
}

std::string Orders::try_to_place(Api& api, const Order& order) const {
  try {
    return place(api, order);
  } catch (const Refused& e) {
    losses_.note("facture " + order.invoice + " : " + e.what());
    return "";
  }
}

Placed Orders::place_all() const {
  Placed placed;
  placed.commande_ids.resize(plan_.orders.size());
  std::vector<std::size_t> client_of;
  for (const auto& order : plan_.orders) client_of.push_back(order.client);
  crew_.for_each_in_chains("commandes", client_of, [&](Api& api, std::size_t i) {
    placed.commande_ids[i] = try_to_place(api, plan_.orders[i]);
  });
  return placed;
}

Placed Orders::place_in_order() const {
  Placed placed;
  placed.commande_ids.resize(plan_.orders.size());
  crew_.for_each("commandes", plan_.orders.size(), [&](Api& api, std::size_t i) {
    placed.commande_ids[i] = try_to_place(api, plan_.orders[i]);
    if (!placed.commande_ids[i].empty()) wait_for_end(api, placed.commande_ids[i]);
  });
  return placed;
}

/// An answer that took all its time may be of an order whose compensation is still on its way: ask again.
void Orders::wait_for_end(Api& api, const std::string& commande_id) {
  const auto target = "/events/projections/" + commande_id + "?attendre_ms=" + std::to_string(kWaitForEnd.count());
  Watchdog watchdog;
  for (;; std::this_thread::sleep_for(kPause)) {
    const auto asked = Pulse::Clock::now();
    const auto answer = api.call("GET", target);
    if (answer.status != 200 && answer.status != kNotFound) throw Permanent("GET " + target + " : " + describe(answer));
    const bool in_time = Pulse::Clock::now() - asked < kWaitForEnd;
    const auto* statut = answer.status == 200 ? answer.body.at("statut").if_string() : nullptr;
    if (in_time && statut && is_end(std::string(*statut))) return;
    watchdog.observe(0, "la commande " + commande_id + " ne se termine pas");
  }
}

void drop_unplaced(Plan& plan, Placed& placed) {
  auto& ids = placed.commande_ids;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i].empty()) continue;
    if (kept != i) {
      ids[kept] = std::move(ids[i]);
      plan.orders[kept] = std::move(plan.orders[i]);
    }
    ++kept;
  }
  ids.resize(kept);
  plan.orders.resize(kept);
}

std::vector<Ending> await_endings(Api& api, Positions& positions, const Placed& placed) {
  std::unordered_map<std::string, std::size_t> index;
  for (std::size_t i = 0; i < placed.commande_ids.size(); ++i) index.emplace(placed.commande_ids[i], i);
  Watchdog watchdog;
  for (;; std::this_thread::sleep_for(kPause)) {
    const auto behind = positions.lags();
    if (behind.empty()) {
      auto endings = read_endings(api, index);
      const auto open = std::ranges::count_if(endings, [](const Ending& e) { return !is_end(e.statut); });
      if (open == 0 && positions.lags().empty()) return endings;
      watchdog.observe(positions.progress() - open, "ventes n'a pas fini " + std::to_string(open) + " commandes");
    } else {
      watchdog.observe(positions.progress(), describe(behind));
    }
  }
}

}  // namespace comptoir::replay
