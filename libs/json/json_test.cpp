#include <gtest/gtest.h>

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

}  // namespace
}  // namespace comptoir::json
