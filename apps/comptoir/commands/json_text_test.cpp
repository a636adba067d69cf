#include "apps/comptoir/commands/json_text.hpp"

#include <gtest/gtest.h>

namespace comptoir {
namespace {

TEST(JsonText, is_the_same_value_in_plain_digits) {
  const char* cases[][2] = {
      {R"({"a":2.95,"b":[1,-3,18446744073709551615],"c":{"d":null,"e":true},"f":"\"\u001b\n"})",
       R"({"a":2.95,"b":[1,-3,18446744073709551615],"c":{"d":null,"e":true},"f":"\"\u001b\n"})"},
      {"2.95E0", "2.95"},
      {"15.0", "15.0"},
      {"1e3", "1000.0"},
      {"-0.05", "-0.05"},
      {"0.1", "0.1"},
      {"90000000000000.0", "90000000000000.0"},
      {"[]", "[]"},
      {"{}", "{}"},
      {"1e300", "1e+300"},
      {"1e-9", "1e-09"},
  };
  for (const auto& [from, to] : cases) {
    EXPECT_EQ(json_text(boost::json::parse(from)), to);
    EXPECT_EQ(boost::json::parse(to), boost::json::parse(from));
  }
}

}  // namespace
}  // namespace comptoir
