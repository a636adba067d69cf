#include "apps/comptoir/replay/plan/plan.hpp"

#include <algorithm>

#include "apps/comptoir/replay/plan/judge.hpp"
#include "apps/comptoir/replay/plan/names.hpp"

namespace comptoir::replay {
namespace {

constexpr std::size_t kMaxName = 200;
constexpr std::size_t kMaxNames = 1000;  // of one product that are counted
constexpr std::string_view kDividedCountry = "United Kingdom";

/// The index of `key`; `make` appends what a new key stands for.
template <class Make>
std::size_t index_of(std::unordered_map<std::string, std::size_t>& index, const std::string& key, Make make) {
  const auto [place, is_new] = index.try_emplace(key, index.size());
  if (is_new) make();
  return place->second;
}

/// The home market is too large for one store: it is ten.
std::string store_of(const InvoiceLine& line) {
  return line.country == kDividedCountry ? line.country + ' ' + line.customer.back() : line.country;
}

Cents lower_median(std::vector<Cents> prices) {
  const auto middle = prices.begin() + static_cast<std::ptrdiff_t>((prices.size() - 1) / 2);
  std::nth_element(prices.begin(), middle, prices.end());
  return *middle;
}

/// Ties go to the first seen.
std::string most_frequent(const std::vector<std::pair<std::string, int>>& names) {
  return std::ranges::max_element(names, {}, [](const auto& n) { return n.second; })->first;
}

void count(std::vector<std::pair<std::string, int>>& names, const std::string& name) {
  const auto known = std::ranges::find(names, name, [](const auto& n) { return n.first; });
  if (known != names.end())
    ++known->second;
  else if (names.size() < kMaxNames)
    names.emplace_back(name, 1);
}

/// Adds the pieces to the order's line of this product; or why they do not fit, and nothing changes.
std::optional<std::string> add_quantity(Order& order, std::size_t product, std::int64_t quantity) {
  const auto known = std::ranges::find(order.lines, product, &Line::product);
  const bool is_new = known == order.lines.end();
  if (is_new && order.lines.size() == kMaxProducts)
    return "la facture " + shown(order.invoice) + " a déjà " + std::to_string(kMaxProducts) + " produits";
  if (is_new)
    order.lines.push_back({product, quantity});
  else if (known->quantity + quantity > kMaxQuantity)
    return "la facture " + shown(order.invoice) + " a plus de " + std::to_string(kMaxQuantity) +
           " pièces de ce produit";
  else
    known->quantity += quantity;
  return std::nullopt;
}

}  // namespace

Cents Plan::total(const Order& order) const {
  Cents sum = 0;
  for (const auto& line : order.lines) sum += products[line.product].price * line.quantity;
  return sum;
}

bool Planner::keeps(const InvoiceLine& line) const {
  return line.quantity > 0 && is_positive(line.price) && !line.customer.empty() && !line.invoice.starts_with('C') &&
         line.day >= options_.from && line.day <= options_.to;
}

std::optional<std::string> Planner::add(const InvoiceLine& line) {
  if (!keeps(line)) return std::nullopt;
  const auto product = product_of(line);
  history_[product].prices.push_back(parse_price(line.price).value_or(0));
  count(history_[product].names, line.description);
  auto refused = add_quantity(order_of(line), product, line.quantity);
  if (!refused) ++plan_.kept_lines;
  return refused;
}

std::size_t Planner::product_of(const InvoiceLine& line) {
  return index_of(products_, line.code, [&] {
    plan_.products.push_back({line.code, "", 0});
    history_.emplace_back();
  });
}

Order& Planner::order_of(const InvoiceLine& line) {
  const auto order = index_of(orders_, line.invoice, [&] {
    const auto store_name = store_of(line);
    const auto store = index_of(stores_, store_name, [&] { plan_.stores.push_back(store_name); });
    const auto client = index_of(clients_, line.customer, [&] { plan_.clients.push_back({line.customer, 0}); });
    plan_.orders.push_back({line.invoice, store, client, {}});
  });
  return plan_.orders[order];
}

Plan Planner::finish() {
  settle_catalogue();
  settle_stock();
  settle_balances();
  return std::move(plan_);
}

void Planner::settle_catalogue() {
  for (std::size_t i = 0; i < plan_.products.size(); ++i) {
    auto& product = plan_.products[i];
    product.name = display_name(most_frequent(history_[i].names), kMaxName);
    if (product.name.empty()) product.name = product.code;
    product.price = lower_median(std::move(history_[i].prices));
  }
}

void Planner::settle_stock() {
  plan_.stock.resize(plan_.stores.size());
  for (const auto& order : plan_.orders)
    for (const auto& line : order.lines) plan_.stock[order.store][line.product] += line.quantity;
  for (auto& store : plan_.stock)
    for (auto& [product, units] : store) units = options_.stock_factor.ceil_of(units);
}

void Planner::settle_balances() {
  for (const auto& order : plan_.orders) {
    auto& balance = plan_.clients[order.client].balance;
    balance += std::min(plan_.total(order), kMaxSum - balance);
  }
  for (auto& client : plan_.clients) client.balance = options_.balance_factor.floor_of(client.balance);
}

}  // namespace comptoir::replay
