// From invoice lines to what must exist and what will be ordered. Pure: same lines and options, same plan.
#pragma once
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "apps/comptoir/replay/plan/exact.hpp"
#include "apps/comptoir/replay/plan/source.hpp"

namespace comptoir::replay {

struct Options {
  std::string from = "0000-00-00", to = "9999-99-99";  ///< days, inclusive
  Ratio stock_factor;    ///< stock received / units sold, rounded up per store and product
  Ratio balance_factor;  ///< opening balance / sum of the orders, rounded down per client
  DayOrder dates = DayOrder::told_by_the_file;
};

struct Product {
  std::string code;
  std::string name;  ///< UTF-8, 1 to 200 bytes
  Cents price = 0;   ///< lower median of its prices; 0 for a product given away
};

struct Client {
  std::string reference;
  Cents balance = 0;
};

struct Line {
  std::size_t product = 0;  ///< index into Plan::products
  std::int64_t quantity = 0;
};

struct Order {
  std::string invoice;
  std::size_t store = 0, client = 0;
  std::vector<Line> lines;  ///< one per product
};

/// Everything in order of first appearance in the file.
struct Plan {
  std::vector<Product> products;
  std::vector<std::string> stores;
  std::vector<Client> clients;
  std::vector<Order> orders;
  std::vector<std::map<std::size_t, std::int64_t>> stock;  ///< per store: product -> units to receive
  std::int64_t kept_lines = 0, read_lines = 0, bad_lines = 0;

  Cents total(const Order&) const;
};

class Planner {
 public:
  explicit Planner(Options options) : options_(std::move(options)) {}

  /// Keeps the line when it is a sale to a known client within the days: Quantity > 0, UnitPrice > 0, no 'C' invoice.
  /// Answers why one that it would keep does not fit in its order, which goes on without it.
  std::optional<std::string> add(const InvoiceLine&);
  /// The plan of all lines added. Call once.
  Plan finish();

 private:
  using Index = std::unordered_map<std::string, std::size_t>;
  struct History {
    std::vector<Cents> prices;
    std::vector<std::pair<std::string, int>> names;  ///< in order of appearance, with their counts
  };
  bool keeps(const InvoiceLine&) const;
  std::size_t product_of(const InvoiceLine&);
  Order& order_of(const InvoiceLine&);
  void settle_catalogue();
  void settle_stock();
  void settle_balances();

  Options options_;
  Plan plan_;
  Index products_, stores_, clients_, orders_;
  std::vector<History> history_;
};

}  // namespace comptoir::replay
