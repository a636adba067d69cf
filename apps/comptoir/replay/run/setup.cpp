#include "apps/comptoir/replay/run/setup.hpp"

#include <algorithm>

#include "libs/base/ids.hpp"
#include "libs/json/writer.hpp"

namespace comptoir::replay {
namespace {

using boost::json::value;
using json::Writer;

constexpr int kConflict = 409;
constexpr std::size_t kMaxKey = 200;  // of an Idempotency-Key, as the services have it

/// The element of a list whose field `name` is exactly `wanted`. Throws Permanent when none is.
value find(Api& api, const std::string& target, const char* name, const std::string& wanted) {
  value found;
  api.for_each(target, [&](const value& element) {
    const auto* text = element.at(name).if_string();
    if (text && *text == wanted) found = element;
  });
  if (found.is_null()) throw Refused(target + " : " + wanted + " est refusé comme déjà là, mais introuvable");
  return found;
}

/// What a POST made; nothing when it was there already.
std::optional<value> made(const Api::Answer& answer, const std::string& what) {
  if (answer.status == kConflict) return std::nullopt;
  if (answer.status != 201) refuse(what, answer);
  return answer.body;
}
struct Reception {
  std::size_t store = 0;
  std::size_t chunk = 0;
  std::vector<std::pair<std::size_t, std::int64_t>> lines;  ///< product, units
};

/// A product of more units than a line may have stands on several lines, each in another reception.
std::vector<Reception> receptions(const Plan& plan) {
  std::vector<Reception> out;
  for (std::size_t store = 0; store < plan.stock.size(); ++store) {
    std::size_t chunk = 0;
    std::int64_t most = 0;
    for (const auto& [product, units] : plan.stock[store]) most = std::max(most, units);
    for (std::int64_t received = 0; received < most; received += Setup::kReceptionUnits) {
      bool full = true;
      for (const auto& [product, units] : plan.stock[store]) {
        if (units <= received) continue;
        if (full) out.push_back({store, chunk++, {}});
        out.back().lines.emplace_back(product, std::min(units - received, Setup::kReceptionUnits));
        full = out.back().lines.size() == Setup::kReceptionLines;
      }
    }
  }
  return out;
}

/// Nothing when all of it was refused.
std::optional<std::string> body_of(const Reception& reception, const Ids& ids) {
  if (ids.stores[reception.store] == 0) return std::nullopt;
  Writer w;
  w.open().field("magasin_id", ids.stores[reception.store]).key("lignes").open_array();
  bool any = false;
  for (const auto& [product, units] : reception.lines) {
    if (ids.products[product] == 0) continue;
    w.open().field("produit_id", ids.products[product]).field("quantite", units).close();
    any = true;
  }
  return any ? std::optional(w.close_array().close().text()) : std::nullopt;
}

/// Takes the lines out whose product was refused; true when the order can be placed.
bool trim(Order& order, const Ids& ids) {
  std::erase_if(order.lines, [&](const Line& line) { return ids.products[line.product] == 0; });
  return !order.lines.empty() && ids.stores[order.store] != 0 && ids.clients[order.client] != 0;
}

}  // namespace

std::string key_of(const std::string& run, const std::string& what) {
  const auto key = "replay-" + run + '-' + what;
  return key.size() <= kMaxKey ? key : "replay-" + run + '-' + sha256_hex(what);
}

void drop_refused(Plan& plan, const Ids& ids, Losses& losses) {
  std::erase_if(plan.orders, [&](Order& order) {
    if (trim(order, ids)) return false;
    losses.note("facture " + order.invoice + " : ce dont elle est faite est refusé");
    return true;
  });
}

Ids Setup::run() {
  Ids ids;
  ids.products.resize(plan_.products.size());
  ids.stores.resize(plan_.stores.size());
  ids.clients.resize(plan_.clients.size());
  crew_.for_each("produits ", ids.products.size(), [&](Api& api, std::size_t i) {
    ids.products[i] = losses_.unless_refused([&] { return make_product(api, plan_.products[i]); });
  });
  crew_.for_each("magasins ", ids.stores.size(), [&](Api& api, std::size_t i) {
    ids.stores[i] = losses_.unless_refused([&] { return make_store(api, plan_.stores[i]); });
  });
  crew_.for_each("clients  ", ids.clients.size(), [&](Api& api, std::size_t i) {
    ids.clients[i] = losses_.unless_refused([&] { return make_client(api, plan_.clients[i]); });
  });
  positions_.wait_for("stock", {"produit.evenements", "magasin.evenements"});
  receive_stock(ids);
  positions_.wait_for("panier", {"produit.evenements", "magasin.evenements", "client.evenements"});
  return ids;
}

std::int64_t Setup::make_product(Api& api, const Product& product) const {
  Writer w;
  w.open().field("code", product.code).field("nom", product.name).money("prix", product.price).close();
  const auto answer = api.call("POST", "/api/produits", w.text(), key_of(run_, "produit-" + encoded(product.code)));
  if (const auto created = made(answer, "produit " + product.code)) return integer_at(*created, "produit_id");
  const auto present = find(api, "/api/produits?code=" + encoded(product.code), "code", product.code);
  const auto id = integer_at(present, "produit_id");
  if (cents_at(present, "prix") != product.price)
    api.require("PUT", "/api/produits/" + std::to_string(id) + "/prix",
                Writer().open().money("prix", product.price).close().text());
  return id;
}

std::int64_t Setup::make_store(Api& api, const std::string& name) const {
  const auto answer = api.call("POST", "/api/magasins", Writer().open().field("nom", name).close().text(),
                               key_of(run_, "magasin-" + encoded(name)));
  if (const auto created = made(answer, "magasin " + name)) return integer_at(*created, "magasin_id");
  return integer_at(find(api, "/api/magasins?q=" + encoded(name), "nom", name), "magasin_id");
}

std::int64_t Setup::make_client(Api& api, const Client& client) const {
  const auto opening = std::min(client.balance, kMaxAmount);
  Writer w;
  w.open()
      .field("nom", "Client " + client.reference)
      .field("reference", client.reference)
      .money("solde", opening)
      .close();
  const auto answer = api.call("POST", "/api/clients", w.text(), key_of(run_, "client-" + client.reference));
  if (const auto created = made(answer, "client " + client.reference)) return integer_at(*created, "client_id");
  const auto present = find(api, "/api/clients?reference=" + encoded(client.reference), "reference", client.reference);
  const auto id = integer_at(present, "client_id");
  if (opening > 0) credit(api, id, client, opening);
  return id;
}

/// A client who is too rich for one more credit buys with what he has.
void Setup::credit(Api& api, std::int64_t id, const Client& client, Cents opening) const {
  losses_.unless_refused([&] {
    return api.require("POST", "/api/clients/" + std::to_string(id) + "/credits",
                       Writer().open().money("montant", opening).field("raison", "replay " + run_).close().text(),
                       key_of(run_, "credit-" + client.reference));
  });
}

void Setup::receive_stock(const Ids& ids) {
  const auto all = receptions(plan_);
  crew_.for_each("stock    ", all.size(), [&](Api& api, std::size_t i) {
    const auto body = body_of(all[i], ids);
    if (!body) return;
    const auto name = "stock-" + encoded(plan_.stores[all[i].store]) + '-' + std::to_string(all[i].chunk);
    losses_.unless_refused([&] { return api.require("POST", "/api/stock/receptions", *body, key_of(run_, name)); });
  });
}

}  // namespace comptoir::replay
