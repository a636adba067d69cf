#include "libs/service/intake.hpp"

#include <gtest/gtest.h>

#include "libs/service/handover.hpp"

namespace comptoir::service {
namespace {

using namespace std::chrono_literals;

const std::string kStream = "vente.evenements";

Delivery event_at(std::int64_t seq) { return read_event(kStream, seq, parse("{}"), nullptr); }

class IntakeTest : public ::testing::Test {
 protected:
  std::vector<std::int64_t> given() {
    std::vector<std::int64_t> out;
    for (const auto& d : inbox.drain(100, 0ms, nullptr)) out.push_back(d.input.origin->seq);
    return out;
  }

  Tempo tempo;
  Inbox inbox{{kStream}, 10, tempo};
  Horizon horizon;
  Intake intake{{{kStream, 5}}, inbox, horizon};
};

TEST_F(IntakeTest, GoesOnFromThePosition) {
  Intake::Turn turn(intake, kStream);
  EXPECT_FALSE(turn.is_next(5));
  EXPECT_TRUE(turn.is_next(6));
  EXPECT_FALSE(turn.is_next(7));
}

TEST_F(IntakeTest, GivesWhatWasTakenWhenTheTurnEnds) {
  {
    Intake::Turn turn(intake, kStream);
    turn.take(event_at(6));
    turn.take(event_at(7));
    EXPECT_EQ(given(), std::vector<std::int64_t>{});
  }
  EXPECT_EQ(given(), (std::vector<std::int64_t>{6, 7}));
  EXPECT_EQ(intake.last(kStream), 7);
  EXPECT_EQ(horizon.views().at(kStream).seen, 7);
}

TEST_F(IntakeTest, TellsOnceWhatCameByHandAndWhatWasMissed) {
  {
    Intake::Turn turn(intake, kStream);
    turn.take(event_at(6));
    turn.by_hand(true);
  }
  EXPECT_EQ(intake.handed(kStream), 6);
  EXPECT_EQ(intake.handed(kStream), 0);
  EXPECT_TRUE(intake.missed());
  EXPECT_FALSE(intake.missed());
  EXPECT_EQ(horizon.handed, 1);
}

TEST(Handover, TellsEachListenerItsStreamsWhileItListens) {
  Handover handover;
  handover.announce({"a", "b"});
  EXPECT_TRUE(handover.knows("a"));
  EXPECT_FALSE(handover.knows("c"));
  std::vector<std::int64_t> heard;
  const auto hear = [&](const std::vector<Handed>& handed) {
    for (const auto& t : handed) heard.push_back(t.seq);
  };
  {
    const Handover::Seat one(handover, "a", hear), two(handover, "a", hear);
    handover.tell({{"a", 1}, {"b", 7}, {"a", 2}, {"c", 9}});
  }
  handover.tell({{"a", 3}});
  EXPECT_EQ(heard, (std::vector<std::int64_t>{1, 2, 1, 2}));
}

TEST(Handover, SaysWhoseProducerWritesHere) {
  Handover handover;
  handover.announce({"a", "b"});
  handover.begin({"a", "c"}, true);
  EXPECT_TRUE(handover.tells("a"));
  EXPECT_FALSE(handover.tells("b"));
  EXPECT_FALSE(handover.tells("c"));
  handover.begin({"a"}, false);
  EXPECT_FALSE(handover.tells("a"));
}

}  // namespace
}  // namespace comptoir::service
