#include "apps/comptoir/bench/measure/histogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace comptoir::bench {
namespace {

TEST(Histogram, is_exact_for_small_values) {
  Histogram h;
  for (int ns = 1; ns <= 100; ++ns) h.record(ns);
  EXPECT_EQ(h.quantile(0.5), 50);
  EXPECT_EQ(h.quantile(0.99), 99);
  EXPECT_EQ(h.quantile(1), 100);
  EXPECT_EQ(h.max(), 100);
}

TEST(Histogram, differs_from_sorted_values_by_less_than_a_hundredth) {
  std::mt19937_64 engine(4);
  std::vector<std::int64_t> values;
  Histogram h;
  for (int i = 0; i < 50'000; ++i) {
    values.push_back(static_cast<std::int64_t>(engine() >> (24 + engine() % 30)));
    h.record(values.back());
  }
  std::ranges::sort(values);
  for (const double q : {0.01, 0.5, 0.9, 0.99, 0.999}) {
    const auto exact = static_cast<double>(values[static_cast<std::size_t>(q * 50'000) - 1]);
    EXPECT_GE(static_cast<double>(h.quantile(q)), exact) << q;
    EXPECT_LE(static_cast<double>(h.quantile(q)), exact * 1.01 + 1) << q;
  }
  EXPECT_EQ(h.quantile(1), values.back());
}

TEST(Histogram, holds_what_is_too_small_or_too_large) {
  Histogram h;
  EXPECT_EQ(h.quantile(0.5), 0);
  h.record(-5);
  h.record(Histogram::kMax * 2);
  EXPECT_EQ(h.quantile(0.5), 0);
  EXPECT_EQ(h.max(), Histogram::kMax);
  EXPECT_EQ(h.count(), 2u);
}

}  // namespace
}  // namespace comptoir::bench
