#include <gtest/gtest.h>

#include "apps/comptoir/observatoire/ring.hpp"

namespace comptoir::observatoire {
namespace {

TEST(Exposition, KeepsWhatThePageShowsAndJoinsTheRest) {
  Numbers n;
  read_exposition(
      "# HELP comptoir_file x\ncomptoir_file{file=\"commandes\",service=\"stock\"} 3\n"
      "comptoir_file{file=\"evenements\",service=\"stock\"} 4\ncomptoir_journal_tete{partition=\"0\",stream=\"s\"} 12\n"
      "comptoir_journal_tete{partition=\"0\",stream=\"p.0\"} 5\ncomptoir_journal_tete{partition=\"1\",stream=\"p.1\"} "
      "6\n"
      "comptoir_saga_seconds_count{verdict=\"a\"} 1\ncomptoir_saga_seconds_count{verdict=\"b\"} 2\nautre 1\nrien\nx "
      "y\n",
      n);
  EXPECT_EQ(n, (Numbers{{"file:stock", 7}, {"tete:s", 12}, {"tete:p", 11}, {"duree_nombre", 3}}));
}

TEST(Ring, GivesWhatIsNewAndForgetsWhatIsOld) {
  Ring ring(2);
  EXPECT_EQ(ring.json(0), R"({"dernier":0,"temps":[],"series":{}})");
  for (int i = 1; i <= 3; ++i) ring.add(Instant{std::chrono::milliseconds(i)}, {{"a", i}});
  EXPECT_EQ(ring.json(0), R"({"dernier":3,"temps":[2,3],"series":{"a":[2,3]}})");
  EXPECT_EQ(ring.json(2), R"({"dernier":3,"temps":[3],"series":{"a":[3]}})");
  EXPECT_EQ(ring.json(9), R"({"dernier":3,"temps":[],"series":{}})");
}

TEST(Ring, SaysNullForWhatWasNotHeard) {
  Ring ring(5);
  ring.add(Instant{std::chrono::milliseconds(1)}, {{"a", 1}});
  ring.add(Instant{std::chrono::milliseconds(2)}, {{"b", 2.5}});
  EXPECT_EQ(ring.json(0), R"({"dernier":2,"temps":[1,2],"series":{"a":[1,null],"b":[null,2.5]}})");
}

}  // namespace
}  // namespace comptoir::observatoire
