#include "libs/base/sums.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace comptoir {
namespace {

TEST(Sum, GoesBeyondInt64AndStaysExact) {
  Sum s;
  for (int i = 0; i < 1030; ++i) s += 9'000'000'000'000'000;
  EXPECT_EQ(s.text(), "9270000000000000000");
  EXPECT_EQ(s.dollars(), "92700000000000000.0");
  for (int i = 0; i < 4; ++i) s += INT64_MAX;
  EXPECT_EQ(s.text(), "46163488147419103228");
  EXPECT_EQ(Sum::of(s.text()), s);
  EXPECT_EQ((Sum(INT64_MIN) - Sum(INT64_MAX)).text(), "-18446744073709551615");
}

TEST(Sum, PrintsCentsAsDollars) {
  for (const auto& [cents, dollars] :
       {std::pair{0, "0.0"}, {5, "0.05"}, {-5, "-0.05"}, {150, "1.5"}, {-1205, "-12.05"}})
    EXPECT_EQ(Sum(cents).dollars(), dollars);
}

TEST(Sum, TakesWholeNumbersOnly) {
  EXPECT_EQ(Sum::of("-12"), Sum(-12));
  for (const auto* bad : {"", "-", "1.5", "NaN", "1e3", " 1", "1000000000000000000000000000000000000000"})
    EXPECT_THROW(Sum::of(bad), std::invalid_argument) << bad;
}

}  // namespace
}  // namespace comptoir
