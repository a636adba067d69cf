#include <gtest/gtest.h>

#include <cmath>

#include "libs/json/fields.hpp"
#include "libs/json/writer.hpp"

namespace comptoir::json {
namespace {

std::vector<FieldError> errors_of(std::string_view body) {
  try {
    read_object(body, [](Fields& f) {
      f.integer("client_id", 1, 1000);
      f.money("montant", 1, 100'000);
      f.array("lignes", 0, 2, [](Fields& l) { l.integer("quantite", 1, 10); });
      return 0;
    });
  } catch (const Invalid& e) {
    return e.erreurs;
  }
  return {};
}

TEST(Writer, NestsAndEscapes) {
  Writer w;
  w.open().field("a", 1).field("b", "x\"\n").key("c").open_array().value(true).money(1500).close_array().close();
  EXPECT_EQ(w.text(), R"({"a":1,"b":"x\"\n","c":[true,15.0]})");
}

TEST(Fields, AcceptsWhatIsRight) {
  EXPECT_TRUE(errors_of(R"({"client_id": 4, "montant": 10.25, "lignes": [{"quantite": 3}]})").empty());
}

TEST(Fields, NamesEveryWrongField) {
  const auto e = errors_of(R"({"client_id": "4", "montant": 1.005, "lignes": [{"quantite": 0, "z": 1}], "extra": 1})");
  ASSERT_EQ(e.size(), 5u);
  EXPECT_EQ(e[0].champ, "client_id");
  EXPECT_EQ(e[1].champ, "montant");
  EXPECT_EQ(e[2].champ, "lignes[0].quantite");
  EXPECT_EQ(e[3].champ, "lignes[0].z");
  EXPECT_EQ(e[4].champ, "extra");
}

TEST(Fields, NamesWhatIsMissing) {
  const auto e = errors_of("{}");
  ASSERT_EQ(e.size(), 3u);
  EXPECT_EQ(e[2].raison, "champ obligatoire");
}

TEST(Parse, RefusesBrokenTextUtf8AndDepth) {
  for (std::string bad : {std::string("{"), std::string("{}x"), std::string(""), std::string("{\"a\":\"\xff\"}"),
                          std::string(100, '['), std::string("[1]")})
    EXPECT_FALSE(errors_of(bad).empty()) << bad;
}

std::string refusal_of(std::string_view text) {
  try {
    parse(text);
    return "";
  } catch (const Invalid& e) {
    return e.what();
  }
}

TEST(Parse, RefusesWhatTwoReadersWouldReadDifferently) {
  for (std::string_view bad : {R"({"a":1,"a":2})", R"({"x":[{"b":1,"c":{"d":1,"e":2,"d":3}}]})", R"([{"":1,"":1}])",
                               R"(["a\u0000b"])", R"({"\u0000":1})", R"(["\ud800"])", "[1e400]", "[-1e400]", "[1e-400]",
                               "[123456789012345678901234]", "[18446744073709551617]", "[0.12345678901234567890123]",
                               "[9007199254740993.5]", "[1e99999999999]", "[NaN]", "[01]", "[1.]", "[+1]"})
    EXPECT_NE(refusal_of(bad).find("JSON invalide"), std::string::npos) << bad;
  EXPECT_NE(refusal_of(R"({"a":1,"a":1})").find("deux fois"), std::string::npos);
}

TEST(Parse, KeepsWhatItTakesExactly) {
  const auto v = parse(
      "[9223372036854775807, 18446744073709551615, 0.1, 0.30000000000000004, 1e300, 5e-324, 1e22, -0.0, "
      "0e999999999, 100000000000000000000, 1.0000000000000000000]");
  const auto& a = v.get_array();
  EXPECT_EQ(a[0], INT64_MAX);
  EXPECT_EQ(a[1], UINT64_MAX);
  EXPECT_EQ(a[2].as_double(), 0.1);
  EXPECT_EQ(a[3].as_double(), 0.30000000000000004);
  EXPECT_EQ(a[4].as_double(), 1e300);
  EXPECT_EQ(a[5].as_double(), 5e-324);
  EXPECT_EQ(a[6].as_double(), 1e22);
  EXPECT_FALSE(std::signbit(a[7].as_double()));
  EXPECT_EQ(a[8].as_double(), 0.0);
  EXPECT_EQ(a[9].as_double(), 1e20);
  EXPECT_EQ(a[10].as_double(), 1.0);
}

TEST(Parse, TakesEveryAmountThatIsWritten) {
  for (Cents below = 0; below < 1000; ++below)
    for (const Cents cents : {kMaxSum - below, (kMaxSum - below) / 7, (kMaxSum - below) / 1000}) {
      const auto value = parse('[' + format_dollars(cents) + ']');
      ASSERT_EQ(cents_from_dollars(value.at(0).as_double()), cents) << format_dollars(cents);
    }
}

TEST(Fields, AWholeNumberIsWhateverItsSpelling) {
  EXPECT_TRUE(errors_of(R"({"client_id": 643.0, "montant": 1e1, "lignes": [{"quantite": 1.0e1}]})").empty());
  EXPECT_EQ(errors_of(R"({"client_id": 643.5, "montant": 1, "lignes": []})").at(0).champ, "client_id");
  EXPECT_FALSE(whole(boost::json::value(1e300)));
}

std::string text_error(std::string_view body, bool lenient) {
  try {
    read_object(body, [&](Fields& f) {
      if (lenient) f.lenient();
      return f.text("nom", 1, 3);
    });
    return "";
  } catch (const Invalid& e) {
    return e.what();
  }
}

TEST(Fields, NamesHaveNoControlCharacters) {
  for (std::string_view bad :
       {R"({"nom":"\u001b"})", R"({"nom":"a\n"})", R"({"nom":"\u007f"})", R"({"nom":"\u0085"})"}) {
    EXPECT_NE(text_error(bad, false), "") << bad;
    EXPECT_EQ(text_error(bad, true), "") << bad;  // an event told before the rule is still read
  }
}

}  // namespace
}  // namespace comptoir::json
