#include "apps/comptoir/replay/plan/plan.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

#include "apps/comptoir/replay/plan/simulated_saga.hpp"

namespace comptoir::replay {
namespace {

const std::string kHeader = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

Options factors(const char* stock, const char* balance) {
  Options options;
  options.stock_factor = Ratio::parse(stock).value();
  options.balance_factor = Ratio::parse(balance).value();
  return options;
}

Plan plan_of(std::istream& in, const Options& options, std::vector<std::int64_t>* bad = nullptr) {
  Planner planner(options);
  read_invoices(
      in, options.dates, [&](const InvoiceLine& line) { return planner.add(line); },
      [&](std::int64_t line, const std::string&) {
        if (bad) bad->push_back(line);
      });
  return planner.finish();
}

Plan plan_of(const std::string& lines, const Options& options = {}, std::vector<std::int64_t>* bad = nullptr) {
  std::istringstream in(kHeader + lines);
  return plan_of(in, options, bad);
}

TEST(Plan, keeps_only_sales_to_known_clients_within_the_days) {
  Options options;
  options.from = options.to = "2010-12-02";
  const auto plan = plan_of(
      "1,A,a,1,2010-12-01 10:00:00,1.0,7.0,France\n"
      "2,A,a,1,2010-12-02 10:00:00,1.0,7.0,France\n"
      "C3,A,a,1,2010-12-02 10:00:00,1.0,7.0,France\n"
      "4,A,a,-1,2010-12-02 10:00:00,1.0,7.0,France\n"
      "5,A,a,1,2010-12-02 10:00:00,0.0,7.0,France\n"
      "6,A,a,1,2010-12-02 10:00:00,1.0,,France\n"
      "7,A,a,1,2010-12-03 10:00:00,1.0,7.0,France\n",
      options);
  ASSERT_EQ(plan.orders.size(), 1u);
  EXPECT_EQ(plan.orders[0].invoice, "2");
  EXPECT_EQ(plan.kept_lines, 1);
}

TEST(Plan, merges_lines_of_one_product_and_keeps_the_order_of_appearance) {
  const auto plan = plan_of(
      "1,B,b,1,2010-12-01 10:00:00,2.0,13.0,United Kingdom\n"
      "2,A,a,4,2010-12-01 10:00:00,1.0,7.0,France\n"
      "1,B,b,2,2010-12-01 10:00:00,2.0,13.0,United Kingdom\n",
      factors("0.5", "0.5"));
  ASSERT_EQ(plan.orders.size(), 2u);
  ASSERT_EQ(plan.orders[0].lines.size(), 1u);
  EXPECT_EQ(plan.orders[0].lines[0].quantity, 3);
  EXPECT_EQ(plan.stores, (std::vector<std::string>{"United Kingdom 3", "France"}));
  EXPECT_EQ(plan.stock[0].at(0), 2) << "3 x 0.5, rounded up";
  EXPECT_EQ(plan.clients[0].balance, 300);
}

TEST(Plan, price_is_the_lower_median_and_name_the_most_frequent) {
  const auto plan = plan_of(
      "1,A, second ,1,2010-12-01 10:00:00,1.005,7,France\n"
      "2,A,first,1,2010-12-01 10:00:00,9.0,7,France\n"
      "3,A, second ,1,2010-12-01 10:00:00,0.99,7,France\n"
      "4,A,first,1,2010-12-01 10:00:00,8.0,7,France\n"
      "5,B,,1,2010-12-01 10:00:00,0.004,7,France\n");
  EXPECT_EQ(plan.products[0].price, 101);
  EXPECT_EQ(plan.products[0].name, "second");
  EXPECT_EQ(plan.products[1].name, "B");
  EXPECT_EQ(plan.products[1].price, 0);
}

TEST(Plan, a_bad_line_is_named_and_passed_over) {
  std::vector<std::int64_t> bad;
  const auto plan = plan_of(
      "1,A,\"a \"\"big\"\", one\",1,2010-12-01 10:00:00,1.0,7.0,France\n"
      "2,A,a,many,2010-12-01 10:00:00,1.0,7.0,France\n"
      "3,A,a,1,2010-02-30 10:00:00,1.0,7.0,France\n"
      "4,A,a\n",
      {}, &bad);
  EXPECT_EQ(bad, (std::vector<std::int64_t>{3, 4, 5}));
  EXPECT_EQ(plan.products[0].name, "a \"big\", one");
}

TEST(Plan, another_header_is_refused) {
  std::istringstream in("a,b\n1,2\n");
  EXPECT_THROW(plan_of(in, {}), InputError);
}

// What the sample must end with when its orders are placed one after the other.
TEST(Plan, sample_simulated_in_order_ends_as_documented) {
  const auto in = open_source(COMPTOIR_DATA "/online-retail-sample.csv.xz");
  const auto plan = plan_of(*in, factors("0.98", "0.9"));
  const auto outcome = simulate(plan);
  EXPECT_EQ(outcome.endings, (std::map<std::string, std::int64_t>{
                                 {"PaiementRefuse", 252}, {"StockIndisponible", 59}, {"VenteConfirmee", 91}}));
  EXPECT_EQ(outcome.sha256_statuts, "d6e1af1930b9c8b2729691711994785d7a23b67eba0369d276347374dee2f778");
}

// The whole file is not in the repository: COMPTOIR_ONLINE_RETAIL names it.
class WholeFile : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::getenv("COMPTOIR_ONLINE_RETAIL")) GTEST_SKIP() << "COMPTOIR_ONLINE_RETAIL n'est pas défini";
  }
  static Plan plan() {
    auto options = factors("0.98", "0.9");
    return plan_of(*open_source(std::getenv("COMPTOIR_ONLINE_RETAIL")), options);
  }
  static void expect_endings(const Outcome& outcome) {
    EXPECT_EQ(outcome.endings, (std::map<std::string, std::int64_t>{
                                   {"PaiementRefuse", 3712}, {"StockIndisponible", 1399}, {"VenteConfirmee", 13'421}}));
    EXPECT_EQ(outcome.stock, 1'882'332);
    EXPECT_EQ(outcome.sha256_statuts, "735e268ad88cbde4383ba8b662692672369c4f6e2a8c404ac5edf80c15351b68");
  }
};

TEST_F(WholeFile, simulated_ends_as_published) {
  const auto whole = plan();
  EXPECT_EQ(whole.orders.size(), 18'532u);
  EXPECT_EQ(whole.kept_lines, 397'884);
  const auto outcome = simulate(whole);
  expect_endings(outcome);
  EXPECT_EQ(outcome.sales, 615'774'894);
  EXPECT_EQ(outcome.balances, 242'155'482);
}

}  // namespace
}  // namespace comptoir::replay
