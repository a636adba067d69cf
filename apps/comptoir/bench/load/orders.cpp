#include "apps/comptoir/bench/load/orders.hpp"

#include "libs/base/money.hpp"

namespace comptoir::bench {
namespace {

constexpr std::int64_t kUnits = 1'000'000;  // of each product in each store: never the reason why an order fails
constexpr Cents kRich = 1'000'000'000;      // ten million dollars, the most that a client may open with
constexpr Cents kPoor = 1;
constexpr Cents kCheapest = 100, kPriceStep = 25;  // prices go from 1 dollar up
constexpr std::size_t kPrices = 100;
constexpr int kRedraws = 50;

std::string numbered(const char* what, std::size_t i) { return what + std::to_string(i); }

}  // namespace

OrderSource::OrderSource(const Mix& mix, std::uint64_t seed)
    : mix_(mix),
      dice_(seed),
      products_(mix.products, mix.product_skew),
      stores_(mix.stores, mix.store_skew),
      clients_(mix.clients, mix.client_skew) {}

replay::Plan OrderSource::catalogue() const {
  replay::Plan plan;
  for (std::size_t i = 0; i < mix_.products + mix_.rare_products; ++i)
    plan.products.push_back({numbered("B", i), numbered("Produit ", i), kCheapest + kPriceStep * Cents(i % kPrices)});
  for (std::size_t i = 0; i < mix_.stores; ++i) plan.stores.push_back(numbered("Magasin ", i));
  for (std::size_t i = 0; i < mix_.clients + mix_.poor_clients; ++i)
    plan.clients.push_back({numbered("c", i), i < mix_.clients ? kRich : kPoor});
  plan.stock.resize(mix_.stores);
  for (auto& store : plan.stock)
    for (std::size_t i = 0; i < mix_.products; ++i) store.emplace(i, kUnits);
  return plan;
}

bool OrderSource::used_lately(std::uint64_t cart, std::size_t rest) {
  const auto found = used_.find(cart);
  return found != used_.end() && count_ - found->second < rest;
}

/// One line per product: what is drawn twice is wanted twice, as in a cart.
std::vector<replay::Line> OrderSource::lines(bool rare) {
  std::map<std::size_t, std::int64_t> wanted;
  if (mix_.hot_product) wanted[0] = 1;
  const auto draws = 1 + dice_.below(mix_.max_lines);
  for (std::size_t i = 0; i < draws; ++i)
    wanted[products_.draw(dice_)] +=
        1 + static_cast<std::int64_t>(dice_.below(static_cast<std::size_t>(mix_.max_quantity)));
  if (rare) wanted[mix_.products + dice_.below(mix_.rare_products)] = 1;
  std::vector<replay::Line> out;
  for (const auto& [product, quantity] : wanted) out.push_back({product, quantity});
  return out;
}

replay::Order OrderSource::next(std::size_t rest) {
  const double fate = dice_.unit();
  const bool rare = fate < mix_.without_stock;
  const bool poor = !rare && fate < mix_.without_stock + mix_.without_money;
  replay::Order order;
  order.invoice = numbered("o", count_);
  order.lines = lines(rare);
  for (int i = 0; i < kRedraws; ++i) {
    order.store = mix_.hot_product ? 0 : stores_.draw(dice_);
    order.client = poor ? mix_.clients + dice_.below(mix_.poor_clients) : clients_.draw(dice_);
    if (!used_lately(order.client * mix_.stores + order.store, rest)) break;
  }
  used_[order.client * mix_.stores + order.store] = count_++;
  return order;
}

std::vector<std::int64_t> schedule(Arrivals arrivals, double rate, std::size_t count, std::uint64_t seed) {
  Dice dice(seed);
  std::vector<std::int64_t> due;
  double at = 0;
  for (std::size_t i = 0; i < count; ++i) {
    due.push_back(static_cast<std::int64_t>(at * 1e9));
    at = arrivals == Arrivals::constant ? static_cast<double>(i + 1) / rate : at + dice.exponential() / rate;
  }
  return due;
}

}  // namespace comptoir::bench
