#include "services/client/adapters/sceau.hpp"

#include <gtest/gtest.h>

namespace comptoir::client {
namespace {

constexpr auto kClair = R"({"nom":"Anna","reference":null})";

TEST(Sceau, opens_with_its_key_and_says_nothing_without) {
  const auto cle = nouvelle_cle();
  const auto scelle = sceller(cle, "cli-4", kClair);
  EXPECT_EQ(ouvrir(cle, "cli-4", scelle), kClair);
  EXPECT_EQ(scelle.find("Anna"), std::string::npos);
  EXPECT_FALSE(ouvrir(nouvelle_cle(), "cli-4", scelle));
}

TEST(Sceau, is_bound_to_its_client) {
  const auto cle = nouvelle_cle();
  EXPECT_FALSE(ouvrir(cle, "cli-5", sceller(cle, "cli-4", kClair)));
}

TEST(Sceau, is_another_each_time) {
  const auto cle = nouvelle_cle();
  EXPECT_NE(cle, nouvelle_cle());
  EXPECT_NE(sceller(cle, "cli-4", kClair), sceller(cle, "cli-4", kClair));
}

TEST(Sceau, every_changed_byte_is_seen) {
  const auto cle = nouvelle_cle();
  const auto scelle = sceller(cle, "cli-4", kClair);
  for (std::size_t i = 0; i < scelle.size(); ++i) {
    auto altere = scelle;
    altere[i] = altere[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(ouvrir(cle, "cli-4", altere)) << i;
  }
}

// Of "…AA==" the last digit says two bits and has four to spare.
TEST(Sceau, spare_bits_of_the_last_digit_are_seen) {
  const auto cle = nouvelle_cle();
  for (const std::size_t n : {0, 1, 2, 3}) {
    const auto scelle = sceller(cle, "cli-4", std::string(n, 'x'));
    const auto fin = scelle.find_last_not_of('=');
    if (fin + 1 == scelle.size()) continue;
    auto altere = scelle;
    altere[fin] = altere[fin] == 'A' ? 'B' : static_cast<char>(altere[fin] + 1);  // A, Q, g, w or the like: a neighbour
    EXPECT_FALSE(ouvrir(cle, "cli-4", altere)) << n;
  }
}

TEST(Sceau, any_length_comes_back) {
  const auto cle = nouvelle_cle();
  for (std::size_t n : {0, 1, 2, 3, 31, 280}) {
    const std::string clair(n, 'x');
    EXPECT_EQ(ouvrir(cle, "cli-4", sceller(cle, "cli-4", clair)), clair) << n;
  }
}

TEST(Sceau, what_is_no_seal_does_not_open) {
  for (const auto* text : {"", "AAAA", "pas du base64", "====", "é"})
    EXPECT_FALSE(ouvrir(nouvelle_cle(), "cli-4", text)) << text;
}

}  // namespace
}  // namespace comptoir::client
