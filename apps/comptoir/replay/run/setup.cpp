#include "apps/comptoir/replay/run/setup.hpp"

#include "libs/json/writer.hpp"

namespace comptoir::replay {
namespace {

using boost::json::value;
using json::Writer;

constexpr int kConflict = 409;

/// The element of a list whose field `name` is exactly `wanted`. Throws Permanent when none is.
value find(Api& api, const std::string& target, const char* name, const std::string& wanted) {
  value found;
  api.for_each(target, [&](const value& element) {
    const auto* text = element.at(name).if_string();
    if (text && *text == wanted) found = element;
  });
  if (found.is_null()) throw Permanent(target + " : " + wanted + " est refusé comme déjà là, mais introuvable");
  return found;
}

/// What a POST made; nothing when it was there already.
std::optional<value> made(const Api::Answer& answer, const std::string& what) {
  if (answer.status == kConflict) return std::nullopt;
  if (answer.status != 201) throw Permanent(what + " : " + describe(answer));
  return answer.body;
}

constexpr std::int64_t kMaxReceived = 1'000'000;  // units of one line, as the contract says

struct Reception {
  std::size_t store = 0;
  std::size_t chunk = 0;
  std::vector<std::pair<std::size_t, std::int64_t>> lines;  ///< product, units
};

std::vector<Reception> receptions(const Plan& plan) {
  std::vector<Reception> out;
  for (std::size_t store = 0; store < plan.stock.size(); ++store) {
    std::size_t chunk = 0;
    bool full = true;
    for (const auto& [product, units] : plan.stock[store]) {
      for (auto left = units; left > 0; left -= kMaxReceived) {
        if (full) out.push_back({store, chunk++, {}});
        out.back().lines.emplace_back(product, std::min(left, kMaxReceived));
        full = out.back().lines.size() == Setup::kReceptionLines;
      }
    }
  }
  return out;
}

std::string body_of(const Reception& reception, const Ids& ids) {
  Writer w;
  w.open().field("magasin_id", ids.stores[reception.store]).key("lignes").open_array();
  for (const auto& [product, units] : reception.lines)
    w.open().field("produit_id", ids.products[product]).field("quantite", units).close();
  return w.close_array().close().text();
}

}  // namespace

Ids Setup::run() {
  Ids ids;
  ids.products.resize(plan_.products.size());
  ids.stores.resize(plan_.stores.size());
  ids.clients.resize(plan_.clients.size());
  crew_.for_each("produits ", ids.products.size(),
                 [&](Api& api, std::size_t i) { ids.products[i] = make_product(api, plan_.products[i]); });
  crew_.for_each("magasins ", ids.stores.size(),
                 [&](Api& api, std::size_t i) { ids.stores[i] = make_store(api, plan_.stores[i]); });
  crew_.for_each("clients  ", ids.clients.size(),
                 [&](Api& api, std::size_t i) { ids.clients[i] = make_client(api, plan_.clients[i]); });
  positions_.wait_for("stock", {"produit.evenements", "magasin.evenements"});
  receive_stock(ids);
  positions_.wait_for("panier", {"produit.evenements", "magasin.evenements", "client.evenements"});
  return ids;
}

std::int64_t Setup::make_product(Api& api, const Product& product) const {
  Writer w;
  w.open().field("code", product.code).field("nom", product.name).money("prix", product.price).close();
  const auto answer = api.call("POST", "/api/produits", w.text(), key("produit-" + encoded(product.code)));
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
                               key("magasin-" + encoded(name)));
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
  const auto answer = api.call("POST", "/api/clients", w.text(), key("client-" + client.reference));
  if (const auto created = made(answer, "client " + client.reference)) return integer_at(*created, "client_id");
  const auto present = find(api, "/api/clients?reference=" + encoded(client.reference), "reference", client.reference);
  const auto id = integer_at(present, "client_id");
  if (opening > 0)
    api.require("POST", "/api/clients/" + std::to_string(id) + "/credits",
                Writer().open().money("montant", opening).field("raison", "replay " + run_).close().text(),
                key("credit-" + client.reference));
  return id;
}

void Setup::receive_stock(const Ids& ids) {
  const auto all = receptions(plan_);
  crew_.for_each("stock    ", all.size(), [&](Api& api, std::size_t i) {
    const auto name = "stock-" + encoded(plan_.stores[all[i].store]) + '-' + std::to_string(all[i].chunk);
    api.require("POST", "/api/stock/receptions", body_of(all[i], ids), key(name));
  });
}

}  // namespace comptoir::replay
