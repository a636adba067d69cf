#include "libs/http/budget.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace comptoir::http {
namespace {

TEST(Budget, LeavesTheReserveAndALittleMore) {
  EXPECT_EQ(connection_budget(256, 176), 70U);
  EXPECT_EQ(connection_budget(1024, 176), 742U);
  EXPECT_EQ(connection_budget(65'536, 176), 57'190U);
  for (std::size_t descriptors = 0; descriptors < 2000; ++descriptors)
    EXPECT_LE(connection_budget(descriptors, 176) + 176, std::max<std::size_t>(descriptors, 176));
}

TEST(Budget, IsNothingWhereNobodyWouldBeServed) {
  EXPECT_EQ(connection_budget(100, 176), 0U);
  EXPECT_EQ(connection_budget(176, 176), 0U);
  EXPECT_EQ(connection_budget(176 + kLeastConnections - 1, 176), 0U);
}

TEST(Budget, KnowsNoLimitAtAll) {
  const auto none = std::numeric_limits<std::size_t>::max();
  EXPECT_GT(connection_budget(none, 176), none / 2);
}

TEST(Budget, LetsOneAddressHaveHalf) {
  EXPECT_EQ(limits_within(742, 0).per_address, 371U);
  EXPECT_EQ(limits_within(742, 10).per_address, 10U);
  EXPECT_EQ(limits_within(742, 0).streams, 371U);
}

TEST(Budget, AGatewayHoldsBothSidesWithinIt) {
  for (const std::size_t budget : {100U, 180U, 800U, 5000U, 60'000U}) {
    const auto share = gateway_share(budget);
    EXPECT_LE(share.connections + share.limits.threads * kClientDescriptors + share.limits.streams, budget);
    EXPECT_GE(share.connections, budget / 2) << budget;
  }
}

}  // namespace
}  // namespace comptoir::http
