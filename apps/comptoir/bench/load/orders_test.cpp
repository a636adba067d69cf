#include "apps/comptoir/bench/load/orders.hpp"

#include <gtest/gtest.h>

namespace comptoir::bench {
namespace {

constexpr std::size_t kMany = 40'000, kRest = 500;

std::vector<replay::Order> orders(const Mix& mix, std::uint64_t seed, std::size_t count = kMany) {
  OrderSource source(mix, seed);
  std::vector<replay::Order> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(source.next(kRest));
  return out;
}

std::string told(const std::vector<replay::Order>& all) {
  std::string text;
  for (const auto& order : all) {
    text += std::to_string(order.client) + '/' + std::to_string(order.store);
    for (const auto& line : order.lines)
      text += ' ' + std::to_string(line.product) + 'x' + std::to_string(line.quantity);
    text += '\n';
  }
  return text;
}

double part(const std::vector<replay::Order>& all, const std::function<bool(const replay::Order&)>& is) {
  return static_cast<double>(std::ranges::count_if(all, is)) / static_cast<double>(all.size());
}

TEST(Orders, the_same_seed_gives_the_same_orders_and_another_seed_others) {
  EXPECT_EQ(told(orders({}, 7, 500)), told(orders({}, 7, 500)));
  EXPECT_NE(told(orders({}, 7, 500)), told(orders({}, 8, 500)));
}

TEST(Orders, one_in_twenty_lacks_stock_and_one_in_twenty_money) {
  const Mix mix;
  const auto all = orders(mix, 1);
  EXPECT_NEAR(part(all, [&](const auto& o) { return o.lines.back().product >= mix.products; }), 0.05, 0.005);
  EXPECT_NEAR(part(all, [&](const auto& o) { return o.client >= mix.clients; }), 0.05, 0.005);
  EXPECT_EQ(part(all, [&](const auto& o) { return o.client >= mix.clients && o.lines.back().product >= mix.products; }),
            0);
}

TEST(Orders, stores_and_products_follow_zipf) {
  const Mix mix;
  const auto all = orders(mix, 1);
  const Zipf stores(mix.stores, mix.store_skew);
  for (const std::size_t rank : {0u, 1u, 9u})
    EXPECT_NEAR(part(all, [&](const auto& o) { return o.store == rank; }), stores.share(rank), 0.02) << rank;
  const auto wants = [&](std::size_t p) {
    return part(all,
                [&](const auto& o) { return std::ranges::find(o.lines, p, &replay::Line::product) != o.lines.end(); });
  };
  EXPECT_GT(wants(0), 1.7 * wants(1) * 0.8);
  EXPECT_GT(wants(0), 50 * wants(999));
}

TEST(Orders, have_one_to_five_lines_of_distinct_products) {
  std::set<std::size_t> sizes;
  for (const auto& order : orders({.without_stock = 0}, 3)) {
    sizes.insert(order.lines.size());
    EXPECT_TRUE(std::ranges::is_sorted(order.lines, std::less_equal<>{}, &replay::Line::product) ||
                std::ranges::adjacent_find(order.lines, {}, &replay::Line::product) == order.lines.end());
  }
  EXPECT_EQ(sizes, (std::set<std::size_t>{1, 2, 3, 4, 5}));
}

TEST(Orders, a_cart_rests_before_it_is_used_again) {
  const auto all = orders({}, 5);
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> last;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto [found, first] = last.try_emplace({all[i].client, all[i].store}, i);
    if (first) continue;
    EXPECT_GE(i - std::exchange(found->second, i), kRest);
  }
}

TEST(Orders, every_order_wants_the_hot_product_of_one_store) {
  for (const auto& order : orders({.hot_product = true}, 2, 2000)) {
    EXPECT_EQ(order.lines.front().product, 0u);
    EXPECT_EQ(order.store, 0u);
  }
}

TEST(Schedule, constant_arrivals_are_evenly_apart) {
  const auto due = schedule(Arrivals::constant, 200, 4, 1);
  EXPECT_EQ(due, (std::vector<std::int64_t>{0, 5'000'000, 10'000'000, 15'000'000}));
}

TEST(Schedule, poisson_arrivals_have_the_rate_and_repeat_with_the_seed) {
  const auto due = schedule(Arrivals::poisson, 1000, 20'001, 9);
  EXPECT_EQ(due, schedule(Arrivals::poisson, 1000, 20'001, 9));
  EXPECT_TRUE(std::ranges::is_sorted(due));
  EXPECT_NEAR(static_cast<double>(due.back()) / 1e9, 20.0, 0.6);
}

}  // namespace
}  // namespace comptoir::bench
