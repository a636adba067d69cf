#include "libs/bus/envelope.hpp"

#include <gtest/gtest.h>

#include "libs/json/fields.hpp"

namespace comptoir::bus {
namespace {

Envelope example() {
  Envelope e;
  e.event_id = "01890000-0000-7000-8000-000000000001";
  e.event_type = "StockReserve";
  e.aggregate_id = e.correlation_id = "cmd-1234";
  e.timestamp = *parse_rfc3339("2025-08-01T15:42:17.123Z");
  e.source = "stock-service";
  e.cle = "client:42";
  e.causation = Causation{"01890000-0000-7000-8000-000000000000", "commande.evenements", 0, 7};
  return e;
}

TEST(Envelope, RoundTrips) {
  const auto e = decode(encode(example(), R"({"total":15.0})"));
  EXPECT_EQ(e.event_type, "StockReserve");
  EXPECT_EQ(e.timestamp, example().timestamp);
  EXPECT_EQ(e.cle, "client:42");
  ASSERT_TRUE(e.causation);
  EXPECT_EQ(e.causation->stream, "commande.evenements");
  EXPECT_EQ(e.causation->seq, 7);
  EXPECT_EQ(e.data.at("total").as_double(), 15.0);
}

TEST(Envelope, KeepsTheSpecificationsFieldNames) {
  const auto text = encode(example(), "{}");
  for (auto name : {"event_type", "aggregate_id", "timestamp", "source", "data"})
    EXPECT_NE(text.find('"' + std::string(name) + "\":"), std::string::npos) << name;
}

TEST(Envelope, RefusesWhatIsNoEvent) {
  auto unknown = example();
  unknown.event_type = "Bonjour";
  auto newer = example();
  newer.schema_version = newest_version(newer.event_type) + 1;
  for (const auto& text : {std::string("bonjour"), std::string("{}"), std::string("[]"), encode(unknown, "{}"),
                           encode(newer, "{}"), encode(example(), "3")})
    EXPECT_THROW(decode(text), json::Invalid) << text;
}

TEST(Envelope, WhatOnlyANewerProgramUnderstandsStillHasItsKeyAndItsCause) {
  auto newer = example();
  newer.schema_version = newest_version(newer.event_type) + 1;
  auto unknown = example();
  unknown.event_type = "Bonjour";
  for (const auto& event : {newer, unknown}) {
    const auto head = decode_head(encode(event, R"({"total":15.0})"));
    EXPECT_EQ(head.event_id, event.event_id);
    EXPECT_EQ(head.event_type, event.event_type);
    EXPECT_EQ(head.schema_version, event.schema_version);
    EXPECT_EQ(head.cle, "client:42");
    EXPECT_EQ(head.correlation_id, "cmd-1234");
    ASSERT_TRUE(head.causation);
    EXPECT_EQ(head.causation->seq, 7);
    EXPECT_TRUE(head.data.is_null());
  }
}

TEST(Envelope, AHeadSaysWhatCanBeReadAndWaitsForNoHalfCause) {
  const auto head = decode_head(R"({"event_id":3,"cle":"client:42","causation":{"stream":"commande.evenements"}})");
  EXPECT_EQ(head.event_id, "");
  EXPECT_EQ(head.cle, "client:42");
  EXPECT_FALSE(head.causation);
  EXPECT_EQ(decode_head("bonjour").cle, "");
  EXPECT_EQ(decode_head("[]").cle, "");
}

TEST(Envelope, KnowsTheNewestVersionOfEachType) {
  EXPECT_EQ(newest_version("StockReserve"), 1);
  EXPECT_EQ(newest_version("Bonjour"), 0);
  EXPECT_TRUE(is_known_type("StockReserve"));
  EXPECT_FALSE(is_known_type("Bonjour"));
}

}  // namespace
}  // namespace comptoir::bus
