#include "libs/service/witness.hpp"

#include <gtest/gtest.h>

namespace comptoir::service {
namespace {

using Heads = std::map<std::string, std::int64_t>;

TEST(Witness, LetsWriteWhoRemembersAllThatWasHeard) {
  EXPECT_EQ(must_not_write({{"a", 7}, {"b", 0}}, Heads{{"a", 7}, {"c", 9}}, "stock"), "");
  EXPECT_EQ(must_not_write({{"a", 8}}, Heads{{"a", 7}}, "stock"), "");
  EXPECT_EQ(must_not_write({{"a", 0}}, Heads{}, "stock"), "");
}

TEST(Witness, RefusesWhoHasForgottenAndSaysTheCure) {
  const auto why = must_not_write({{"a", 7}, {"b", 3}}, Heads{{"a", 7}, {"b", 4}}, "stock");
  EXPECT_NE(why.find("3 de b"), std::string::npos) << why;
  EXPECT_NE(why.find("comptoir rebuild stock"), std::string::npos) << why;
}

TEST(Witness, WithoutItOnlyAnEmptyDatabaseWaits) {
  EXPECT_EQ(must_not_write({{"a", 7}, {"b", 0}}, std::nullopt, "stock"), "");
  EXPECT_NE(must_not_write({{"a", 0}, {"b", 0}}, std::nullopt, "stock"), "");
}

}  // namespace
}  // namespace comptoir::service
