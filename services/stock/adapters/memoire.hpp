// What this instance remembers of its articles between two transactions, so that they are written and not read again.
#pragma once
#include "libs/base/remembered.hpp"
#include "libs/bus/streams.hpp"
#include "services/stock/app/lot.hpp"

namespace comptoir::stock {

/// True as long as nobody else writes the stock: the partition has one owner, the positions fence a second one, and a
/// new session begins with an empty memory. Where clients are spread over several partitions, stores are shared between
/// them and nothing is kept. Only what is committed comes in.
class Memoire {
 public:
  explicit Memoire(bus::Partition partition = {}) : seule_(partition.of == 1) {}

  /// Loads what is remembered of `voulus` into the working set; gives the others back, in the same order.
  std::vector<Cle> charger(Lot&, const std::vector<Cle>& voulus) const;
  /// After the commit of a working set: the articles it read or wrote.
  void retenir(const Lot&);
  void oublier() { articles_.forget(); }

  /// About 10 MB.
  static constexpr std::size_t kMaxArticles = 100'000;

 private:
  bool seule_;
  Remembered<Cle, Article> articles_{kMaxArticles};
};

}  // namespace comptoir::stock
