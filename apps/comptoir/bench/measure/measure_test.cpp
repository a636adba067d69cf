#include "apps/comptoir/bench/measure/measure.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace comptoir::bench {
namespace {

constexpr std::int64_t kMs = 1'000'000, kSecond = 1000 * kMs;
constexpr int kRate = 100, kSeconds = 8;
constexpr Window kWindow{kSecond, (kSeconds - 1) * kSecond};

/// Orders at a constant rate that all go well, then changed by `change`.
std::vector<Trace> run(const std::function<void(Trace&)>& change) {
  std::vector<Trace> traces;
  for (int i = 0; i < kRate * kSeconds; ++i) {
    Trace t;
    t.due = i * kSecond / kRate;
    t.cart_due = t.cart_begun = t.due - 50 * kMs;
    t.cart_done = t.cart_due + 2 * kMs;
    t.begun = t.due;
    t.answered = t.due + 3 * kMs;
    t.ended = t.due + 6 * kMs;
    t.verdict = "VenteConfirmee";
    change(t);
    traces.push_back(t);
  }
  return traces;
}

Measure judged(const std::function<void(Trace&)>& change) { return measure(run(change), kRate, kWindow, 9 * kSecond); }

TEST(Measure, a_good_run_is_sustained_and_counts_the_window_only) {
  const auto m = judged([](Trace&) {});
  EXPECT_TRUE(m.sustained()) << m.void_because << m.not_sustained_because;
  EXPECT_EQ(m.orders, kRate * (kSeconds - 2));
  EXPECT_NEAR(m.completed_per_second, kRate, 0.5);
  EXPECT_NEAR(m.accepted_per_second, kRate, 0.5);
  EXPECT_NEAR(static_cast<double>(m.verdict.quantile(0.5)), 6 * kMs, 0.1 * kMs);
  EXPECT_NEAR(static_cast<double>(m.answer.quantile(0.99)), 3 * kMs, 0.1 * kMs);
  EXPECT_EQ(m.verdicts.at("VenteConfirmee"), m.orders);
  EXPECT_EQ(m.timeline.back().backlog, 0);
}

TEST(Measure, a_late_generator_makes_the_run_void) {
  const auto m = judged([](Trace& t) { t.begun += 2 * kMs; });
  EXPECT_FALSE(m.void_because.empty());
  EXPECT_FALSE(m.sustained());
}

TEST(Measure, how_late_a_generator_may_be_is_the_callers_choice) {
  const auto traces = run([](Trace& t) { t.begun += 2 * kMs; });
  EXPECT_TRUE(measure(traces, kRate, kWindow, 9 * kSecond, 3 * kMs).void_because.empty());
}

TEST(Measure, a_closed_loop_wants_no_rate_and_is_never_late) {
  const auto m = measure(run([](Trace& t) { t.begun += 2 * kMs; }), 0, kWindow, 9 * kSecond);
  EXPECT_TRUE(m.sustained()) << m.void_because << m.not_sustained_because;
}

TEST(Measure, a_slow_cart_is_not_the_generators_fault_but_counts_in_the_latency) {
  const auto m = judged([](Trace& t) {
    t.cart_done = t.begun = t.due + 20 * kMs;
    t.answered = t.due + 23 * kMs;
    t.ended = t.due + 30 * kMs;
  });
  EXPECT_TRUE(m.void_because.empty());
  EXPECT_GE(m.answer.quantile(0.5), 23 * kMs);
}

TEST(Measure, a_backlog_that_grows_is_not_sustained) {
  const auto m = judged([](Trace& t) { t.ended = t.due + t.due / 20; });
  EXPECT_TRUE(m.void_because.empty());
  EXPECT_NE(m.not_sustained_because.find("grandit"), std::string::npos) << m.not_sustained_because;
}

TEST(Measure, a_steady_backlog_is_sustained) {
  EXPECT_TRUE(judged([](Trace& t) { t.ended = t.due + 200 * kMs; }).sustained());
}

TEST(Measure, a_long_tail_is_not_sustained) {
  const auto m = judged([](Trace& t) {
    if (t.due / (kSecond / kRate) % 20 == 0) t.ended = t.due + kMaxVerdict + 400 * kMs;
  });
  EXPECT_NE(m.not_sustained_because.find("p99"), std::string::npos) << m.not_sustained_because;
}

TEST(Measure, what_failed_or_never_ended_counts_at_its_full_time) {
  const auto failed = judged([](Trace& t) {
    if (t.due != 2 * kSecond) return;
    t.answered = t.ended = Trace::kNever;
    t.failure = "503";
  });
  EXPECT_EQ(failed.failures, 1);
  EXPECT_EQ(failed.verdict.max(), 7 * kSecond);
  EXPECT_NE(failed.not_sustained_because.find("503"), std::string::npos);
  const auto unended = judged([](Trace& t) {
    if (t.due == 2 * kSecond) t.ended = Trace::kNever;
  });
  EXPECT_EQ(unended.unended, 1);
  EXPECT_FALSE(unended.sustained());
}

}  // namespace
}  // namespace comptoir::bench
