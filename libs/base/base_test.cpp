#include <gtest/gtest.h>

#include "libs/base/clock.hpp"
#include "libs/base/ids.hpp"
#include "libs/base/money.hpp"
#include "libs/base/utf8.hpp"

namespace comptoir {
namespace {

TEST(Money, PrintsDollarsWithAtLeastOneDecimal) {
  EXPECT_EQ(format_dollars(1500), "15.0");
  EXPECT_EQ(format_dollars(1505), "15.05");
  EXPECT_EQ(format_dollars(7), "0.07");
  EXPECT_EQ(format_dollars(-50), "-0.5");
}

TEST(Money, ReadsTwoDecimalsExactlyAndRefusesAThird) {
  for (Cents c = -100'000; c <= 100'000; ++c) ASSERT_EQ(cents_from_dollars(std::stod(format_dollars(c))), c);
  EXPECT_EQ(cents_from_dollars(1.005), std::nullopt);
  EXPECT_EQ(cents_from_dollars(0.001), std::nullopt);
  EXPECT_EQ(cents_from_dollars(1e300), std::nullopt);
}

TEST(Clock, RoundTripsRfc3339) {
  const auto at = parse_rfc3339("2025-08-01T15:42:17.123Z");
  ASSERT_TRUE(at);
  EXPECT_EQ(format_rfc3339(*at), "2025-08-01T15:42:17.123Z");
}

TEST(Clock, RefusesWhatIsNoInstant) {
  for (auto text : {"", "2025-08-01", "2025-02-30T00:00:00Z", "2025-08-01T25:00:00Z", "2025-08-01T15:42:17.Z",
                    "2025-08-01T15:42:17+02:00"})
    EXPECT_FALSE(parse_rfc3339(text)) << text;
}

TEST(Ids, AreVersion7AndAscend) {
  RandomIds ids;
  const auto now = *parse_rfc3339("2025-08-01T15:42:17Z");
  std::string last;
  for (int i = 0; i < 10'000; ++i) {
    const auto id = ids.next(now);
    ASSERT_TRUE(is_uuid(id));
    ASSERT_EQ(id[14], '7');
    ASSERT_LT(last, id);
    last = id;
  }
}

TEST(Utf8, AcceptsTextAndRefusesBrokenForms) {
  for (auto text : {"", "abc", "é", "€", "𝄞"}) EXPECT_TRUE(is_utf8(text)) << text;
  for (auto text : {"\xff", "\xc0\xaf", "\xe2\x82", "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\x80"})
    EXPECT_FALSE(is_utf8(text));
}

TEST(Sha256, MatchesTheStandardsExample) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace comptoir
