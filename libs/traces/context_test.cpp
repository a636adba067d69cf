#include "libs/traces/context.hpp"

#include <gtest/gtest.h>

#include <set>

namespace comptoir::traces {
namespace {

const std::string kTrace = "4bf92f3577b34da6a3ce929d0e0e4736", kSpan = "00f067aa0ba902b7";
const std::string kGood = "00-" + kTrace + "-" + kSpan + "-01";

std::string with(std::size_t at, char c) {
  auto text = kGood;
  text[at] = c;
  return text;
}

TEST(Traceparent, IsReadAndWrittenAsTheRecommendationHasIt) {
  const auto c = parse_traceparent(kGood);
  ASSERT_TRUE(c);
  EXPECT_EQ(hex_of(c->trace), kTrace);
  EXPECT_EQ(hex_of(c->span), kSpan);
  EXPECT_TRUE(c->sampled);
  EXPECT_EQ(format_traceparent(*c), kGood);
  EXPECT_EQ(trace_digits(kGood), kTrace);
}

TEST(Traceparent, OfTheFlagsKnowsTheFirstAlone) {
  for (const auto& [flags, sampled] : {std::pair("00", false), {"01", true}, {"02", false}, {"ff", true}}) {
    const auto c = parse_traceparent(kGood.substr(0, 53) + flags);
    ASSERT_TRUE(c) << flags;
    EXPECT_EQ(c->sampled, sampled) << flags;
    EXPECT_EQ(format_traceparent(*c).substr(53), sampled ? "01" : "00");
  }
}

TEST(Traceparent, OfALaterVersionIsReadAsFarAsItIsKnown) {
  EXPECT_TRUE(parse_traceparent("cc" + kGood.substr(2)));
  EXPECT_TRUE(parse_traceparent("cc" + kGood.substr(2) + "-what-the-future-holds"));
  EXPECT_FALSE(parse_traceparent("cc" + kGood.substr(2) + ".what-the-future-holds"));
}

TEST(Traceparent, ThatIsInvalidIsAsNone) {
  const std::string zero_trace(32, '0'), zero_span(16, '0');
  const std::string bad[] = {"",
                             "00",
                             kGood.substr(0, 54),
                             kGood + "-",
                             kGood + "0",
                             "ff" + kGood.substr(2),
                             "00-" + zero_trace + "-" + kSpan + "-01",
                             "00-" + kTrace + "-" + zero_span + "-01",
                             with(0, 'g'),
                             with(2, '_'),
                             with(3, 'A'),
                             with(35, ' '),
                             with(40, 'Z'),
                             with(52, ':'),
                             with(54, 'F'),
                             " " + kGood,
                             std::string(55, '\0'),
                             std::string(100'000, '0')};
  for (const auto& text : bad) {
    EXPECT_FALSE(parse_traceparent(text)) << text.substr(0, 80);
    EXPECT_EQ(trace_digits(text), "");
  }
}

TEST(Ids, DifferAndAreNeverZero) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_TRUE(seen.insert(hex_of(new_trace_id())).second);
    EXPECT_TRUE(parse_traceparent(format_traceparent({new_trace_id(), new_span_id(), true})));
  }
}

TEST(Sampling, KeepsAboutWhatItIsTold) {
  constexpr int kTraces = 20'000;
  for (const int per_mille : {10, 500, 900}) {
    int kept = 0;
    for (int i = 0; i < kTraces; ++i) kept += is_kept(new_trace_id(), per_mille);
    EXPECT_NEAR(kept, kTraces * per_mille / 1000, 6 * std::sqrt(kTraces * .25)) << per_mille;
  }
}

TEST(Sampling, OfNothingAndOfAllIsExact) {
  TraceId last, first{};
  last.fill(0xff);
  EXPECT_FALSE(is_kept(last, 0));
  EXPECT_FALSE(is_kept(first, 999));
  EXPECT_TRUE(is_kept(first, 1000));
  EXPECT_TRUE(is_kept(last, 1));
}

TEST(Sampling, IsMonotonous) {
  for (int i = 0; i < 1000; ++i) {
    const auto id = new_trace_id();
    for (int p = 1; p <= 1000; p += 37) EXPECT_LE(is_kept(id, p - 1), is_kept(id, p));
  }
}

}  // namespace
}  // namespace comptoir::traces
