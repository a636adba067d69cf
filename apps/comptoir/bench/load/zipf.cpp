#include "apps/comptoir/bench/load/zipf.hpp"

#include <algorithm>
#include <cmath>

namespace comptoir::bench {

double Dice::exponential() { return -std::log1p(-unit()); }

Zipf::Zipf(std::size_t n, double skew) {
  double sum = 0;
  for (std::size_t rank = 0; rank < n; ++rank)
    cumulated_.push_back(sum += 1.0 / std::pow(static_cast<double>(rank + 1), skew));
  for (auto& part : cumulated_) part /= sum;
}

std::size_t Zipf::draw(Dice& dice) const {
  const auto found = std::upper_bound(cumulated_.begin(), cumulated_.end(), dice.unit());
  return std::min(static_cast<std::size_t>(found - cumulated_.begin()), cumulated_.size() - 1);
}

double Zipf::share(std::size_t rank) const { return cumulated_[rank] - (rank > 0 ? cumulated_[rank - 1] : 0); }

}  // namespace comptoir::bench
