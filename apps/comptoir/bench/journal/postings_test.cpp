#include "apps/comptoir/bench/journal/postings.hpp"

#include <gtest/gtest.h>

#include "libs/json/fields.hpp"

namespace comptoir::bench {
namespace {

struct Numbered final : IdSource {
  std::string next(Instant) override { return "id-" + std::to_string(++last); }
  int last = 0;
};

TEST(Postings, ExpectsTheVersionThatTheEventsBeforeMade) {
  Numbered ids;
  Postings postings("a", 3, 1, ids);
  for (std::int64_t i = 0; i <= Postings::kVersions; ++i) {
    const auto e = json::parse(postings.next({}));
    const auto number = static_cast<std::size_t>(i / Postings::kVersions);
    EXPECT_EQ(e.at("aggregate_id").as_string(), Postings::aggregate_id("a", 3, number));
    EXPECT_EQ(e.at("expected_version").as_int64(), i % Postings::kVersions);
  }
  EXPECT_EQ(postings.full(), 1u);
}

TEST(Postings, AListCountsTheEventsWithinIt) {
  Numbered ids;
  Postings postings("a", 0, 70, ids);
  const auto list = json::parse(postings.next({})).as_array();
  ASSERT_EQ(list.size(), 70u);
  EXPECT_EQ(list[49].at("expected_version").as_int64(), 49);
  EXPECT_EQ(list[50].at("expected_version").as_int64(), 0);
  EXPECT_NE(list[49].at("aggregate_id"), list[50].at("aggregate_id"));
  EXPECT_NE(list[0].at("event_id"), list[1].at("event_id"));
}

TEST(Postings, DataIsAsLongAsItSays) {
  Numbered ids;
  Postings postings("a", 7, 1, ids);
  const auto text = postings.next({});
  const auto data = text.find(R"("data":)") + sizeof(R"("data":)") - 1;
  EXPECT_EQ(text.size() - 1 - data, Postings::kDataBytes);
}

}  // namespace
}  // namespace comptoir::bench
