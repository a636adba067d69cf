#include "apps/comptoir/bench/run/search.hpp"

#include <gtest/gtest.h>

namespace comptoir::bench {
namespace {

TEST(Search, comes_within_a_few_percent_of_what_a_system_holds) {
  for (const double limit : {90.0, 777.0, 3500.0}) {
    const auto found = search_rate(200, [&](double rate, bool) { return rate <= limit; });
    ASSERT_TRUE(found) << limit;
    EXPECT_LE(*found, limit);
    EXPECT_GE(*found, limit * 0.95);
  }
}

TEST(Search, lowers_the_rate_when_the_long_run_holds_less) {
  const auto found = search_rate(200, [](double rate, bool long_run) { return rate <= (long_run ? 900 : 1000); });
  ASSERT_TRUE(found);
  EXPECT_LE(*found, 900);
  EXPECT_GE(*found, 900 * kBackOff * 0.95);
}

TEST(Search, finds_nothing_when_nothing_is_held_and_then_stops) {
  int trials = 0;
  EXPECT_FALSE(search_rate(200, [&](double, bool) { return ++trials < 0; }));
  EXPECT_EQ(trials, kMaxRaises + kLongTries);
}

}  // namespace
}  // namespace comptoir::bench
