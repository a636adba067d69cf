#include "libs/bus/streams.hpp"

#include <gtest/gtest.h>

namespace comptoir::bus {
namespace {

using Names = std::vector<std::string>;

TEST(Streams, KeepTheirNameWhereThereIsOnePartition) {
  EXPECT_EQ(stream_of("stock.evenements", {}), "stock.evenements");
  EXPECT_EQ(streams_of({"magasin.evenements", "stock.evenements"}, 1),
            (Names{"magasin.evenements", "stock.evenements"}));
}

TEST(Streams, OfClientsHavePartitionsAndTheCatalogueHasNone) {
  EXPECT_EQ(stream_of("stock.evenements", {2, 3}), "stock.evenements.2");
  EXPECT_EQ(stream_of("produit.evenements", {2, 3}), "produit.evenements");
  EXPECT_EQ(streams_of({"magasin.evenements", "client.evenements"}, 3),
            (Names{"magasin.evenements", "client.evenements.0", "client.evenements.1", "client.evenements.2"}));
}

TEST(Streams, SayTheirPartition) {
  EXPECT_EQ(partition_of("stock.evenements.12"), 12);
  EXPECT_EQ(partition_of("stock.evenements"), 0);
  EXPECT_EQ(partition_of("stock.evenements.x1"), 0);
  EXPECT_EQ(partition_of(""), 0);
  EXPECT_EQ(partition_of("stock.evenements."), 0);
  EXPECT_EQ(without_partition("stock.evenements.12"), "stock.evenements");
  EXPECT_EQ(without_partition("stock.evenements"), "stock.evenements");
  EXPECT_EQ(without_partition(".3"), ".3");
}

TEST(Streams, OfEveryServiceAreKnown) {
  for (const auto& [stream, service] : kEmitters)
    EXPECT_EQ(is_partitioned(stream), service != "produits" && service != "magasins") << stream;
  EXPECT_FALSE(is_partitioned("essai.evenements"));
}

}  // namespace
}  // namespace comptoir::bus
