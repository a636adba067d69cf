#include "apps/comptoir/replay/plan/source.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "apps/comptoir/replay/plan/plan.hpp"

namespace comptoir::replay {
namespace {

const std::string kOurs = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
const std::string kGood = "9,Z,z,1,2010-12-01 08:26:00,2.55,17850.0,France\n";

struct Read {
  std::vector<InvoiceLine> good;
  std::vector<std::pair<std::int64_t, std::string>> bad;
  std::string refused;
};

Read read(const std::string& text, DayOrder order = DayOrder::told_by_the_file) {
  Read out;
  std::istringstream in(text);
  try {
    read_invoices(
        in, order,
        [&](const InvoiceLine& line) {
          out.good.push_back(line);
          return std::optional<std::string>();
        },
        [&](std::int64_t line, const std::string& why) { out.bad.emplace_back(line, why); });
  } catch (const InputError& e) {
    out.refused = e.what();
  }
  return out;
}

struct Bad {
  std::string line, why;
};

// Each stands between two good lines, which must come through.
TEST(Source, a_bad_line_costs_itself_alone) {
  const std::string tail = ",2010-12-01 08:26:00,2.55,17850,France";
  const std::string head = "1,A,a,1,";
  const Bad cases[] = {
      {"1,A,a,2000000" + tail, "Quantity dépasse 1000000"},
      {"1,A,a,-2000000" + tail, "Quantity dépasse"},
      {"1,A,a,99999999999999999999" + tail, "Quantity n'est pas un entier"},
      {"1,A,a,1.5" + tail, "Quantity n'est pas un entier"},
      {"1,A,a,1e3" + tail, "Quantity"},
      {"1,A,a," + tail, "Quantity"},
      {"1,A,a,NaN" + tail, "Quantity"},
      {"1,  ,a,1" + tail, "StockCode vide"},
      {"1,,a,1" + tail, "StockCode vide"},
      {"1," + std::string(65, 'A') + ",a,1" + tail, "StockCode trop long"},
      {std::string("1,A\0B,a,1", 9) + tail, "StockCode a des caractères de contrôle : A\\u0000B"},
      {"1,A\x1b[2J,a,1" + tail, "\\u001b"},
      {",A,a,1" + tail, "InvoiceNo vide"},
      {std::string(65, '1') + ",A,a,1" + tail, "InvoiceNo trop long"},
      {std::string(70'000, '1') + ",A,a,1" + tail, "trop longue"},
      {head + "2010-02-30 08:26:00,2.55,17850,France", "jour qui existe"},
      {head + "2010-13-01 08:26:00,2.55,17850,France", "jour qui existe"},
      {head + "2010-12-01 25:00,2.55,17850,France", "n'est pas une date"},
      {head + "hier,2.55,17850,France", "n'est pas une date"},
      {head + ",2.55,17850,France", "n'est pas une date"},
      {head + "2010-12-01,20000000,17850,France", "UnitPrice dépasse"},
      {head + "2010-12-01,1e400,17850,France", "UnitPrice n'est pas un nombre"},
      {head + "2010-12-01,inf,17850,France", "UnitPrice"},
      {head + "2010-12-01,£2.55,17850,France", "UnitPrice"},
      {head + "2010-12-01,\"1,234\",17850,France", "UnitPrice"},
      {head + "2010-12-01,\"1,234.50\",17850,France", "UnitPrice"},
      {head + "2010-12-01,,17850,France", "UnitPrice"},
      {head + "2010-12-01,2.55,dix,France", "CustomerID n'est pas un numéro"},
      {head + "2010-12-01,2.55,-4,France", "CustomerID"},
      {head + "2010-12-01,2.55,0,France", "CustomerID"},
      {head + "2010-12-01,2.55,17850, ", "Country vide"},
      {head + "2010-12-01,2.55,17850," + std::string(111, 'F'), "Country trop long"},
      {"1,A,a,1", "4 champs au lieu de 8"},
      {"1,A,a,b,1" + tail, "9 champs au lieu de 8"},
      {"1;A;a;1;2010-12-01;2.55;17850;France", "1 champs au lieu de 8"},
      {"1,A,\"a\"b,1" + tail, "guillemet"},
      {"1,A,\"a,1" + tail, "guillemet"},
  };
  for (const auto& c : cases) {
    const auto got = read(kOurs + kGood + c.line + '\n' + kGood);
    EXPECT_EQ(got.refused, "") << c.line;
    EXPECT_EQ(got.good.size(), 2u) << c.line;
    ASSERT_EQ(got.bad.size(), 1u) << c.line;
    EXPECT_EQ(got.bad[0].first, 3) << c.line;
    EXPECT_NE(got.bad[0].second.find(c.why), std::string::npos) << c.line << " : " << got.bad[0].second;
  }
}

TEST(Source, an_open_quote_costs_its_line_whatever_follows) {
  const std::string open = "1,A,\"a,1,2010-12-01,2.55,17850,France\n";
  std::string many;
  for (int i = 0; i < 500; ++i) many += kGood;
  for (const auto& after :
       {kGood, many, many + "1,A,\"x\",1,2010-12-01,2.55,17850,France\n" + many, open + kGood, open}) {
    const auto got = read(kOurs + kGood + open + after);
    const auto quotes = std::ranges::count(after, '\n') - std::ssize(got.good) + 1;
    EXPECT_EQ(std::ssize(got.bad), quotes + 1) << "each bad line has its number, none takes others with it";
    EXPECT_LE(quotes, 1);
    EXPECT_EQ(got.bad[0].first, 3);
  }
}

TEST(Source, a_field_may_hold_line_ends_and_separators) {
  const auto got = read(kOurs + "1,A,\"one\r\ntwo, \"\"three\"\"\",1,2010-12-01,2.55,7,France\n" + "bad\n" + kGood);
  ASSERT_EQ(got.good.size(), 2u);
  EXPECT_EQ(got.good[0].description, "one\ntwo, \"three\"");
  EXPECT_EQ(got.bad[0].first, 4);
}

struct Form {
  const char* what;
  std::string text;
};

TEST(Source, a_file_in_another_form_says_the_same) {
  const std::string iso = "1,A,a,6,2010-12-01 08:26:00,2.55,17850.0,France";
  const Form cases[] = {
      {"as it is", kOurs + iso + "\n"},
      {"without a last line end", kOurs + iso},
      {"CRLF", "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\r\n" + iso + "\r\n"},
      {"CR", "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\r" + iso + "\r"},
      {"byte order mark", "\xef\xbb\xbf" + kOurs + iso},
      {"quoted header",
       "\"InvoiceNo\",\"StockCode\",\"Description\",\"Quantity\",\"InvoiceDate\",\"UnitPrice\",\"CustomerID\","
       "\"Country\"\n" +
           iso},
      {"byte order mark and quotes",
       "\xef\xbb\xbf\"InvoiceNo\",\"StockCode\",\"Description\",\"Quantity\",\"InvoiceDate\",\"UnitPrice\","
       "\"CustomerID\",\"Country\"\n" +
           iso},
      {"Online Retail II", "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n" + iso},
      {"small letters, spaces",
       "invoiceno, stockcode,description,quantity,invoice date,unit_price,customer_id,COUNTRY\n" + iso},
      {"semicolons, decimal comma",
       "InvoiceNo;StockCode;Description;Quantity;InvoiceDate;UnitPrice;CustomerID;Country\n1;A;a;6;2010-12-01 "
       "08:26;2,55;17850;France"},
      {"tabs",
       "InvoiceNo\tStockCode\tDescription\tQuantity\tInvoiceDate\tUnitPrice\tCustomerID\tCountry\n1\tA\ta\t6\t2010-12-"
       "01\t2.55\t17850\tFrance"},
      {"quoted decimal comma", kOurs + "1,A,a,6,2010-12-01,\"2,55\",17850,France"},
      {"quantity as a float", kOurs + "1,A,a,6.0,2010-12-01T08:26:00Z,2.55,17850,France"},
      {"spaces around", kOurs + " 1 , A ,a, 6 , 2010-12-01 , 2.55 , 17850 , France "},
      {"other columns, another order",
       "row,Country,CustomerID,UnitPrice,InvoiceDate,Quantity,Description,StockCode,InvoiceNo\n7,France,17850,2.55,"
       "2010/12/01,6,a,A,1"},
      {"empty lines", kOurs + "\n\n" + iso + "\n\n"},
  };
  for (const auto& c : cases) {
    const auto got = read(c.text);
    EXPECT_EQ(got.refused, "") << c.what;
    ASSERT_EQ(got.good.size(), 1u) << c.what << (got.bad.empty() ? "" : got.bad[0].second);
    const auto& line = got.good[0];
    EXPECT_EQ(line.invoice + '|' + line.code + '|' + line.description + '|' + line.country + '|' + line.day + '|' +
                  line.price + '|' + line.customer,
              "1|A|a|France|2010-12-01|2.55|17850")
        << c.what;
    EXPECT_EQ(line.quantity, 6) << c.what;
  }
}

TEST(Source, latin_1_becomes_utf_8) {
  const auto got = read(kOurs + "1,\xc9T\xc9,caf\xe9,1,2010-12-01,2.55,7,C\xf4te d'Ivoire\n");
  ASSERT_EQ(got.good.size(), 1u);
  EXPECT_EQ(got.good[0].code, "ÉTÉ");
  EXPECT_EQ(got.good[0].country, "Côte d'Ivoire");
}

std::string dated(std::initializer_list<const char*> dates) {
  std::string text = kOurs;
  for (const auto* date : dates) text += std::string("1,A,a,1,") + date + ",2.55,7,France\n";
  return text;
}

std::string days(const Read& read) {
  std::string text;
  for (const auto& line : read.good) text += (text.empty() ? "" : " ") + line.day;
  return text;
}

TEST(Source, the_whole_column_tells_day_from_month) {
  EXPECT_EQ(days(read(dated({"1/12/2010 8:26", "13/12/2010 8:26"}))), "2010-12-01 2010-12-13");
  EXPECT_EQ(days(read(dated({"12/1/2010 8:26", "12/13/2010 8:26"}))), "2010-12-01 2010-12-13");
  EXPECT_EQ(days(read(dated({"12/1/10 8:26", "12/13/10 8:26"}))), "2010-12-01 2010-12-13");
  EXPECT_EQ(days(read(dated({"01.12.2010", "31.12.2010"}))), "2010-12-01 2010-12-31");
  EXPECT_EQ(days(read(dated({"5/5/2011"}))), "2011-05-05") << "one reading only";
  EXPECT_EQ(days(read(dated({"2010-12-01", "1/12/2010", "2010-12-02", "31/12/2010"}))),
            "2010-12-01 2010-12-01 2010-12-02 2010-12-31");
}

TEST(Source, one_day_that_does_not_fit_is_one_bad_line) {
  const auto got = read(dated({"13/12/2010", "14/12/2010", "12/15/2010", "31/02/2010"}));
  EXPECT_EQ(days(got), "2010-12-13 2010-12-14");
  ASSERT_EQ(got.bad.size(), 2u);
  EXPECT_EQ(got.bad[0].first, 4);
  EXPECT_EQ(got.bad[1].first, 5);
}

TEST(Source, days_of_two_readings_are_refused_with_the_cure) {
  const auto text = dated({"1/12/2010", "2/12/2010"});
  EXPECT_NE(read(text).refused.find("--dates j/m/a"), std::string::npos);
  EXPECT_EQ(days(read(text, DayOrder::day_first)), "2010-12-01 2010-12-02");
  EXPECT_EQ(days(read(text, DayOrder::month_first)), "2010-01-12 2010-02-12");
}

TEST(Source, a_header_that_is_none_is_refused_with_what_lacks) {
  EXPECT_NE(read("").refused.find("vide"), std::string::npos);
  EXPECT_NE(read("a,b\n1,2\n").refused.find("InvoiceNo (ou Invoice)"), std::string::npos);
  const auto one = read("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,CustomerID,Country\n").refused;
  EXPECT_NE(one.find("UnitPrice (ou Price)."), std::string::npos) << one;
  const auto twice =
      read("InvoiceNo,Invoice,StockCode,Description,Quantity,InvoiceDate,Price,CustomerID,Country\n").refused;
  EXPECT_NE(twice.find("deux fois"), std::string::npos) << twice;
  EXPECT_EQ(read("\x1b[2J,b\n").refused.find('\x1b'), std::string::npos);
}

TEST(Source, an_order_keeps_what_fits_in_it) {
  std::string text = kOurs;
  for (int i = 0; i < 1100; ++i) text += "1,P" + std::to_string(i) + ",a,1,2010-12-01,2.55,7,France\n";
  text += "2,P1,a,1000000,2010-12-01,2.55,7,France\n2,P1,a,1,2010-12-01,2.55,7,France\n";
  Planner planner({});
  std::istringstream in(text);
  std::vector<std::int64_t> bad;
  read_invoices(
      in, {}, [&](const InvoiceLine& line) { return planner.add(line); },
      [&](std::int64_t line, const std::string&) { bad.push_back(line); });
  const auto plan = planner.finish();
  EXPECT_EQ(plan.orders[0].lines.size(), 1000u);
  EXPECT_EQ(plan.orders[1].lines[0].quantity, 1'000'000);
  ASSERT_EQ(bad.size(), 101u);
  EXPECT_EQ(bad.front(), 1002);
  EXPECT_EQ(bad.back(), 1103);
}

TEST(Plan, sums_stay_within_what_is_carried) {
  Options options;
  options.stock_factor = options.balance_factor = Ratio::parse("999999999").value();
  Planner planner(options);
  for (int i = 0; i < 3000; ++i)
    planner.add(
        {std::to_string(i % 3), "P" + std::to_string(i), "a", "France", 1'000'000, "2010-12-01", "10000000.00", "7"});
  const auto plan = planner.finish();
  EXPECT_EQ(plan.clients[0].balance, kMaxSum);
  EXPECT_EQ(plan.stock[0].at(0), 999'999'999'000'000);
}

}  // namespace
}  // namespace comptoir::replay
