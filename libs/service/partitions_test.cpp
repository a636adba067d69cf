#include "libs/service/partitions.hpp"

#include <gtest/gtest.h>

#include "libs/config/config.hpp"

namespace comptoir::service {
namespace {

using Names = std::vector<std::string>;

class Streams : public Room {
 public:
  Streams(Names emits, Names consumes) : emits_(std::move(emits)), consumes_(std::move(consumes)) {}
  std::string name() const override { return "essai"; }
  Names emits() const override { return emits_; }
  Names consumes() const override { return consumes_; }
  std::span<const postgres::Migration> migrations() const override { return {}; }
  void apply(Batch&) override {}
  void routes(Routes&) override {}

 private:
  Names emits_, consumes_;
};

// Whom a command is about, as a number.
class ByNumber final : public Streams {
 public:
  ByNumber() : Streams({"client.evenements"}, {}) {}
  std::optional<std::uint64_t> partition_key(const std::any& message) const override {
    return std::any_cast<std::optional<std::uint64_t>>(message);
  }
};

TEST(Partitions, ACommandGoesByWhomItIsAboutElseByItsKeyElseAnywhere) {
  const ByNumber room;
  using Number = std::optional<std::uint64_t>;
  EXPECT_EQ(number_for(room, Number(7), "clé"), 7U);
  const auto by_key = number_for(room, Number(), "clé");
  ASSERT_TRUE(by_key);
  EXPECT_EQ(number_for(room, Number(), "clé"), by_key) << "the same key goes where it has always gone";
  EXPECT_NE(number_for(room, Number(), "une autre"), by_key);
  EXPECT_EQ(number_for(room, Number(), ""), std::nullopt);
  EXPECT_EQ(number_for(room, {}, ""), 0U) << "what could not be read is refused by the first";
}

TEST(Partitions, ARoomOfClientsHasAWorkerForEach) {
  const Streams stock({"stock.evenements"}, {"produit.evenements", "commande.evenements"});
  EXPECT_EQ(workers_of(stock, 3), 3);
  EXPECT_EQ(emitted(stock, {1, 3}), Names{"stock.evenements.1"});
  EXPECT_EQ(consumed(stock, {0, 3}), (Names{"produit.evenements", "commande.evenements.0"}));
  EXPECT_EQ(consumed(stock, {2, 3}), Names{"commande.evenements.2"});
  EXPECT_EQ(consumed(stock, {0, 1}), (Names{"produit.evenements", "commande.evenements"}));
}

TEST(Partitions, AnyOtherRoomHasOneWorkerWhichReadsAll) {
  const Streams store({}, {"magasin.evenements", "vente.evenements"});
  EXPECT_EQ(workers_of(store, 2), 1);
  EXPECT_EQ(consumed(store, {0, 2}), (Names{"magasin.evenements", "vente.evenements.0", "vente.evenements.1"}));
}

TEST(ShareOut, GivesEachInstanceItsShareWhateverTheirNumber) {
  Names instances;
  for (int n = 1; n <= 7; ++n) {
    instances.push_back("http://10.0.0." + std::to_string(n) + ":8090");
    for (int partitions = 1; partitions <= kMaxPartitions; ++partitions) {
      const auto owners = share_out(partitions, instances);
      ASSERT_EQ(std::ssize(owners), partitions);
      for (const auto& instance : instances) {
        const auto owned = std::ranges::count(owners, instance);
        EXPECT_GE(owned, partitions / n);
        EXPECT_LE(owned, (partitions + n - 1) / n);
      }
    }
  }
}

TEST(ShareOut, IsTheSameInWhateverOrderTheyAreSeen) {
  EXPECT_EQ(share_out(8, {"a", "b", "c"}), share_out(8, {"c", "a", "b", "a"}));
}

TEST(ShareOut, MovesFewWhenOneComes) {
  int moved = 0, all = 0;
  for (int i = 0; i < 50; ++i) {
    const auto at = [&](int n) { return "http://10.0." + std::to_string(i) + '.' + std::to_string(n) + ":8090"; };
    const auto before = share_out(12, {at(1), at(2), at(3)}), after = share_out(12, {at(1), at(2), at(3), at(4)});
    for (std::size_t p = 0; p < before.size(); ++p) moved += before[p] != after[p];
    all += 12;
  }
  EXPECT_LT(moved, all / 2) << "a quarter has to";
}

class Counted final : public IdSource {
 public:
  std::string next(Instant) override {
    auto digits = std::to_string(++last_);
    return "00000000-0000-7000-8000-" + std::string(12 - digits.size(), '0') + digits;
  }

 private:
  int last_ = 0;
};

TEST(IdsOfPartition, SayTheirPartition) {
  Counted ids;
  IdsOfPartition third(ids, {2, 3}), all(ids, {});
  for (int i = 0; i < 20; ++i) EXPECT_EQ(bus::partition_of_number(number_of("cmd-" + third.next({})), 3), 2);
  const auto before = all.next({}), next = all.next({});
  EXPECT_EQ(number_of(next), number_of(before) + 1);
  EXPECT_EQ(number_of("cmd"), 0U);
}

}  // namespace
}  // namespace comptoir::service
