#include "tests/simulation/scenario.hpp"

namespace comptoir::simulation {
namespace {

using namespace std::chrono_literals;

constexpr unsigned kHalf = 5'000, kQuarter = 2'500, kSeldom = 1'500;  // of ten thousand

std::vector<std::vector<std::int64_t>> quantities(Random& random, std::int64_t stores, std::size_t products,
                                                  std::int64_t max) {
  std::vector<std::vector<std::int64_t>> out(static_cast<std::size_t>(stores));
  for (auto& row : out)
    for (std::size_t p = 0; p < products; ++p) row.push_back(random.between(0, max));
  return out;
}

Intent intent(Random& random, std::int64_t client, std::int64_t stores, std::size_t products) {
  Intent out{{client, random.between(1, stores)}, {}, random.chance(kQuarter)};
  const auto lines = random.below(products) + 1;
  for (std::size_t p = 0; p < lines; ++p)
    out.lignes.push_back({static_cast<std::int64_t>(p) + 1, random.between(1, 4)});
  return out;
}

}  // namespace

// Small numbers: what is scarce is fought for.
Scenario::Scenario(Random& random) : stores(random.between(1, 2)) {
  partitions = random.chance(kHalf) ? 1 : static_cast<int>(random.between(2, 3));
  const auto products = random.below(2) + 1;
  const auto clients = partitions == 1 ? random.below(3) + 1 : random.below(2) + 2;
  for (std::size_t p = 0; p < products; ++p) prices.push_back(random.between(1, 50) * 100);
  stock = quantities(random, stores, products, random.chance(kHalf) ? 4 : 20);
  late = quantities(random, stores, products, random.chance(kQuarter) ? 5 : 0);
  if (random.chance(kSeldom)) closed = random.between(1, stores);
  reservation = random.chance(kQuarter) ? 3s : 20min;
  const bool poor = random.chance(kQuarter);
  for (std::size_t c = 0; c < clients; ++c) {
    balances.push_back(random.between(0, poor ? 200 : 2'000) * 100);
    referenced.push_back(random.chance(kHalf));
    credits.push_back(random.chance(kQuarter) ? random.between(1, 500) * 100 : 0);
    auto& mine = intents.emplace_back();
    // One content per cart: an old request that comes late cannot change what the next order is of.
    for (std::int64_t s = 1; s <= stores; ++s) {
      auto first = intent(random, static_cast<std::int64_t>(c) + 1, stores, products);
      first.cle.magasin_id = s;
      for (auto n = random.below(3); n > 0; --n) {
        mine.push_back(first);
        mine.back().cancelled = random.chance(kQuarter);
      }
    }
  }
}

Cents Scenario::total(const Intent& i) const {
  Cents sum = 0;
  for (const auto& l : i.lignes) sum += l.quantite * prices.at(static_cast<std::size_t>(l.produit_id - 1));
  return sum;
}

}  // namespace comptoir::simulation
