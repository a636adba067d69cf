#include "apps/comptoir/bench/run/search.hpp"

#include <cmath>

namespace comptoir::bench {
namespace {

using Trial = std::function<bool(double, bool)>;

/// The highest rate that short steps hold; the starting rate is lowered while even that is too much.
double by_short_steps(double rate, const Trial& held, double raise) {
  double good = 0, bad = 0;
  for (int i = 0; i < kMaxRaises && (good == 0 || bad == 0); ++i) {
    (held(rate, false) ? good : bad) = rate;
    rate = bad == 0 ? rate * raise : rate / raise;
  }
  for (int i = 0; i < kHalvings && good > 0 && bad > good * kClose; ++i) {
    const double middle = std::sqrt(good * bad);
    (held(middle, false) ? good : bad) = middle;
  }
  return good > 0 ? good : rate;
}

}  // namespace

std::optional<double> search_rate(double from, const Trial& held, double raise) {
  double rate = by_short_steps(from, held, raise);
  for (int i = 0; i < kLongTries; ++i, rate *= kBackOff)
    if (held(rate, true)) return rate;
  return std::nullopt;
}

}  // namespace comptoir::bench
