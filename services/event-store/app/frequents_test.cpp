#include "services/event-store/app/frequents.hpp"

#include <gtest/gtest.h>

#include "services/event-store/migrations/schema.hpp"

namespace comptoir::event_store {
namespace {

std::string sql_of(std::string_view colonne, std::vector<std::string> valeurs) {
  return par_index_partiel(colonne, valeurs);
}

TEST(Frequents, OneFrequentValueAmongThemReadsAlongThePositions) {
  EXPECT_EQ(sql_of("event_type", {"VenteConfirmee"}), "");
  EXPECT_EQ(sql_of("event_type", {"VenteRejetee", "StockReserve"}), "");
  EXPECT_EQ(sql_of("source", {"panier-service"}), "");
}

TEST(Frequents, AColumnWithAWholeIndexNeedsNoMoreWords) { EXPECT_EQ(sql_of("aggregate_id", {"cmd-1"}), ""); }

// The planner takes a partial index for a query that says its condition: the same words on both sides.
TEST(Frequents, ARareValueSaysWhatItsIndexSays) {
  const std::string_view step = kMigrationFrequents.sql;
  for (const auto* colonne : {"event_type", "source"}) {
    const auto said = sql_of(colonne, {"rare"});
    ASSERT_TRUE(said.starts_with(" AND "));
    EXPECT_NE(step.find("WHERE " + said.substr(5) + ";"), std::string_view::npos) << said;
  }
}

}  // namespace
}  // namespace comptoir::event_store
