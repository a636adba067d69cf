#include "libs/bus/seal.hpp"

#include <gtest/gtest.h>

namespace comptoir::bus {
namespace {

TEST(Seal, IsHmacSha256) {
  // As `printf 'a.evenements\n7\n{}' | openssl mac -digest SHA256 -macopt key:clef HMAC` says.
  EXPECT_EQ(Seal("clef").of("a.evenements", 7, "{}"),
            "9a6733102d96621e07bc62fbd9f046cf6ea1f05f5765da9ec02e26b0211c268a");
  EXPECT_EQ(Seal(std::string(100, 'k')).of("a.evenements", 7, "{}"),
            "70f7a0bd1c73d01b9d01a77d2a8a80a6ae962939653bbf35fe956cb151168db9");
}

TEST(Seal, FitsOneEventAtOnePlace) {
  const Seal seal("clef");
  const auto right = seal.of("vente.evenements", 12, "{\"a\":1}");
  EXPECT_TRUE(seal.fits(right, "vente.evenements", 12, "{\"a\":1}"));
  EXPECT_FALSE(seal.fits(right, "vente.evenements", 13, "{\"a\":1}"));
  EXPECT_FALSE(seal.fits(right, "vente.evenements", 1, "2\n{\"a\":1}"));
  EXPECT_FALSE(seal.fits(right, "vente.evenements.1", 12, "{\"a\":1}"));
  EXPECT_FALSE(seal.fits(right, "stock.evenements", 12, "{\"a\":1}"));
  EXPECT_FALSE(seal.fits(right, "vente.evenements", 12, "{\"a\":2}"));
  EXPECT_FALSE(seal.fits(right.substr(0, 63), "vente.evenements", 12, "{\"a\":1}"));
  EXPECT_FALSE(seal.fits("", "vente.evenements", 12, "{\"a\":1}"));
  EXPECT_FALSE(Seal("autre").fits(right, "vente.evenements", 12, "{\"a\":1}"));
}

TEST(Seal, WithoutAKeyNothingFits) {
  EXPECT_EQ(Seal().of("vente.evenements", 1, "{}"), "");
  EXPECT_FALSE(Seal("").has_key());
  EXPECT_FALSE(Seal("").fits("", "vente.evenements", 1, "{}"));
}

}  // namespace
}  // namespace comptoir::bus
