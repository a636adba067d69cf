// What a run is asked to do, drawn before anything happens: the model knows this and nothing else.
#pragma once
#include <vector>

#include "services/panier/domain/panier.hpp"
#include "tests/simulation/random.hpp"

namespace comptoir::simulation {

struct Intent {
  panier::ClePanier cle;  ///< its client is the first, the second, …: the id that one is given is another thing
  std::vector<panier::Ligne> lignes;
  bool cancelled = false;  ///< its client asks for that after the checkout
};

struct Scenario {
  explicit Scenario(Random&);

  int partitions = 1;            ///< over which clients are spread
  std::vector<Cents> prices;     ///< of products 1, 2, …
  std::vector<Cents> balances;   ///< of the first client, the second, …
  std::vector<Cents> credits;    ///< paid in later, 0: nothing
  std::vector<bool> referenced;  ///< by client: has a reference, which says its partition
  std::int64_t stores = 1;
  std::vector<std::vector<std::int64_t>> stock;  ///< by store, by product, before the first order
  std::vector<std::vector<std::int64_t>> late;   ///< received while orders run
  std::int64_t closed = 0;                       ///< the store that closes while orders run; 0: none
  std::vector<std::vector<Intent>> intents;      ///< by client, in order
  std::chrono::milliseconds reservation{0};

  Cents total(const Intent&) const;
};

}  // namespace comptoir::simulation
