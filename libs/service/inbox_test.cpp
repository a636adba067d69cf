#include "libs/service/inbox.hpp"

#include <gtest/gtest.h>

namespace comptoir::service {
namespace {

using namespace std::chrono_literals;

const Tempo kTempo;

Delivery event(const std::string& stream, std::int64_t seq, std::optional<bus::Causation> cause = {}) {
  Delivery d;
  Origin o;
  o.stream = stream;
  o.seq = seq;
  o.causation = std::move(cause);
  d.input.origin = std::move(o);
  return d;
}

Delivery command(int number) {
  Delivery d;
  d.input.message = number;
  d.respond = [](http::Response) {};
  return d;
}

std::vector<std::string> names(const std::vector<Delivery>& batch) {
  std::vector<std::string> out;
  for (const auto& d : batch)
    out.push_back(d.is_event() ? d.input.origin->stream + std::to_string(d.input.origin->seq)
                               : std::to_string(std::any_cast<int>(d.input.message)));
  return out;
}

void push(Inbox& inbox, const std::string& stream, std::vector<Delivery> batch) {
  inbox.push_events(stream, std::move(batch));
}

TEST(Inbox, TakesCommandsFirstThenStreamsInTheirOrder) {
  Inbox inbox({"a", "b"}, 10, kTempo);
  inbox.set_open(true);
  push(inbox, "b", {event("b", 1)});
  push(inbox, "a", {event("a", 1), event("a", 2)});
  EXPECT_TRUE(inbox.push(command(7)));
  EXPECT_EQ(names(inbox.drain(10, 0ms, nullptr)), (std::vector<std::string>{"7", "a1", "a2", "b1"}));
}

TEST(Inbox, RefusesWhenClosedOrFull) {
  Inbox inbox({}, 1, kTempo);
  EXPECT_FALSE(inbox.push(command(1)));
  inbox.set_open(true);
  EXPECT_TRUE(inbox.push(command(1)));
  EXPECT_FALSE(inbox.push(command(2)));
}

TEST(Inbox, PutsBackInFrontInOrder) {
  Inbox inbox({}, 10, kTempo);
  inbox.set_open(true);
  inbox.push(command(3));
  std::vector<Delivery> again;
  again.push_back(command(1));
  again.push_back(command(2));
  inbox.put_back(std::move(again));
  EXPECT_EQ(names(inbox.drain(10, 0ms, nullptr)), (std::vector<std::string>{"1", "2", "3"}));
}

TEST(Inbox, TakesNoMoreThanABatch) {
  Inbox inbox({"a"}, 10, kTempo);
  push(inbox, "a", {event("a", 1), event("a", 2), event("a", 3)});
  EXPECT_EQ(names(inbox.drain(2, 0ms, nullptr)), (std::vector<std::string>{"a1", "a2"}));
  EXPECT_EQ(names(inbox.drain(2, 0ms, nullptr)), (std::vector<std::string>{"a3"}));
}

// The event store's rule: an effect waits for its cause, and what stands behind it in its stream waits too.
TEST(Inbox, HoldsAnEffectBackUntilItsCauseIsTaken) {
  Inbox inbox({"effets", "causes"}, 10, kTempo);
  std::map<std::string, std::int64_t> taken{{"effets", 0}, {"causes", 0}};
  const Inbox::Ready ready = [&](const Delivery& d) {
    const auto& o = *d.input.origin;
    if (o.causation && taken[o.causation->stream] < o.causation->seq) return false;
    taken[o.stream] = o.seq;
    return true;
  };
  push(inbox, "effets", {event("effets", 1, bus::Causation{"e", "causes", 0, 2}), event("effets", 2)});
  push(inbox, "causes", {event("causes", 1)});
  EXPECT_EQ(names(inbox.drain(10, 0ms, ready)), (std::vector<std::string>{"causes1"}));
  EXPECT_TRUE(inbox.drain(10, 0ms, ready).empty());
  push(inbox, "causes", {event("causes", 2)});
  EXPECT_EQ(names(inbox.drain(10, 0ms, ready)), (std::vector<std::string>{"causes2", "effets1", "effets2"}));
}

Delivery patient(Delivery d) {
  d.patient = true;
  return d;
}

TEST(Inbox, WhatIsPatientGoesWithWhatIsNot) {
  Inbox inbox({"a", "b"}, 10, kTempo);
  push(inbox, "a", {patient(event("a", 1))});
  EXPECT_TRUE(inbox.drain(10, 0ms, nullptr).empty());
  push(inbox, "b", {event("b", 1)});
  EXPECT_EQ(names(inbox.drain(10, 0ms, nullptr)), (std::vector<std::string>{"a1", "b1"}));
  push(inbox, "b", {patient(event("b", 2))});
  EXPECT_TRUE(inbox.drain(10, 0ms, nullptr).empty());
}

TEST(Inbox, PatienceEndsByItselfAndAtAFullBatch) {
  Inbox inbox({"a"}, 10, kTempo);
  push(inbox, "a", {patient(event("a", 1))});
  EXPECT_EQ(names(inbox.drain(10, 10s, nullptr)), (std::vector<std::string>{"a1"}));
  push(inbox, "a", {patient(event("a", 2)), patient(event("a", 3))});
  EXPECT_EQ(names(inbox.drain(2, 0ms, nullptr)), (std::vector<std::string>{"a2", "a3"}));
}

TEST(Inbox, WhatIsDroppedIsNotWaitedFor) {
  Inbox inbox({"a"}, 10, kTempo);
  push(inbox, "a", {event("a", 1)});
  inbox.drop_events();
  push(inbox, "a", {patient(event("a", 1))});
  EXPECT_TRUE(inbox.drain(10, 0ms, nullptr).empty());
}

TEST(Inbox, AFullStreamSaysSoAndLeavesTheOthersRoom) {
  Inbox inbox({"a", "b"}, 10, kTempo);
  std::vector<Delivery> many;
  for (std::size_t i = 1; i <= Inbox::kMaxEvents; ++i) many.push_back(event("a", static_cast<std::int64_t>(i)));
  push(inbox, "a", std::move(many));
  EXPECT_FALSE(inbox.has_room("a"));
  EXPECT_TRUE(inbox.has_room("b"));
  inbox.drain(1, 0ms, nullptr);
  EXPECT_TRUE(inbox.has_room("a"));
}

}  // namespace
}  // namespace comptoir::service
