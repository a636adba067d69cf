#include "services/magasins/adapters/evenements.hpp"

#include <gtest/gtest.h>

#include "libs/json/fields.hpp"

namespace comptoir::magasins {
namespace {

TEST(Evenements, carries_the_whole_store) {
  const auto e = to_emission(Fait::ferme, {3, "Lyon", false});
  EXPECT_EQ(e.stream, "magasin.evenements");
  EXPECT_EQ(e.event_type, "MagasinFerme");
  EXPECT_EQ(e.aggregate_id, "mag-3");
  EXPECT_EQ(e.correlation_id, "mag-3");
  EXPECT_EQ(e.cle, "magasin:3");
  EXPECT_EQ(e.data, R"({"magasin_id":3,"nom":"Lyon","ouvert":false})");
}

TEST(Evenements, every_fact_has_its_type) {
  EXPECT_EQ(to_emission(Fait::cree, {}).event_type, "MagasinCree");
  EXPECT_EQ(to_emission(Fait::modifie, {}).event_type, "MagasinModifie");
  EXPECT_EQ(to_emission(Fait::rouvert, {}).event_type, "MagasinRouvert");
}

TEST(Evenements, the_store_is_read_back_as_it_was_told) {
  const Magasin magasin{3, "Lyon", false};
  bus::Envelope e;
  e.data = json::parse(to_emission(Fait::ferme, magasin).data);
  EXPECT_EQ(to_store(e), magasin);
}

}  // namespace
}  // namespace comptoir::magasins
