// The made load: what must exist, and an endless row of orders. Pure: the same seed, the same orders.
#pragma once
#include <unordered_map>

#include "apps/comptoir/bench/load/zipf.hpp"
#include "apps/comptoir/replay/plan/plan.hpp"

namespace comptoir::bench {

/// What is drawn from. bench/README.md says the same for the peers; bench/*.sql draw from it too.
struct Mix {
  std::size_t stores = 10, products = 1000, clients = 5000;
  std::size_t rare_products = 50;  ///< never received: an order with one of them ends without stock
  std::size_t poor_clients = 250;  ///< have one cent
  double product_skew = 1.001, store_skew = 1.001, client_skew = 0.5;
  double without_stock = 0.05, without_money = 0.05;  ///< parts of all orders
  std::size_t max_lines = 5;
  std::int64_t max_quantity = 3;
  bool hot_product = false;  ///< every order also wants one piece of product 0, and all in store 0
};

class OrderSource {
 public:
  OrderSource(const Mix& mix, std::uint64_t seed);

  /// Products, stores, clients and stock, without orders: rare ones stand after the others.
  replay::Plan catalogue() const;

  /// The next order. A cart (a client in a store) is not used again within `rest` orders: nobody fills one cart twice
  /// in the same second, and two that do would get in each other's way.
  replay::Order next(std::size_t rest);

 private:
  std::vector<replay::Line> lines(bool rare);
  bool used_lately(std::uint64_t cart, std::size_t rest);

  Mix mix_;
  Dice dice_;
  Zipf products_, stores_, clients_;
  std::unordered_map<std::uint64_t, std::size_t> used_;  ///< cart -> the order after its last
  std::size_t count_ = 0;
};

/// When each of `count` orders is due, ns from the start of the run.
enum class Arrivals { constant, poisson };
std::vector<std::int64_t> schedule(Arrivals, double rate, std::size_t count, std::uint64_t seed);

}  // namespace comptoir::bench
