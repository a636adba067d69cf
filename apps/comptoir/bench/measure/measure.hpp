// From the trace of each order to what may be said of a run. Pure.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "apps/comptoir/bench/measure/histogram.hpp"

namespace comptoir::bench {

/// One order's times, ns from the start of the run; kNever for what did not happen.
struct Trace {
  static constexpr std::int64_t kNever = -1;
  std::int64_t due = 0;              ///< when its checkout should be sent
  std::int64_t cart_due = 0;         ///< when its cart should be sent, a fixed time before
  std::int64_t cart_begun = kNever;  ///< when the generator took it up: later than cart_due by its own fault alone
  std::int64_t cart_done = kNever;
  std::int64_t begun = kNever;     ///< when the generator took the checkout up
  std::int64_t answered = kNever;  ///< checkout accepted
  std::int64_t ended = kNever;     ///< verdict seen
  std::string verdict{};           ///< type of the decisive event
  std::string failure{};           ///< what went wrong; then neither answered nor ended
};

/// Which orders count, by the time they are due; ns, `to` exclusive.
struct Window {
  std::int64_t from = 0, to = 0;
  double seconds() const { return static_cast<double>(to - from) / 1e9; }
};

struct Second {
  std::int64_t due = 0, accepted = 0, ended = 0;  ///< within this second
  std::int64_t backlog = 0;                       ///< at its end: due and not ended
};

struct Measure {
  double rate = 0;  ///< wanted, orders/s; 0 when none was: a closed loop
  double seconds = 0;
  std::int64_t orders = 0, failures = 0, unended = 0;  ///< due within the window
  double accepted_per_second = 0, completed_per_second = 0;
  std::map<std::string, std::int64_t> verdicts;
  Histogram lag;                 ///< the generator's own lateness
  Histogram cart;                ///< cart sent -> answered, from its intended time
  Histogram answer;              ///< checkout -> its answer, from its intended time
  Histogram verdict;             ///< checkout -> verdict; what failed or never ended counts to the end of the run
  std::vector<Second> timeline;  ///< the whole run, warm-up and drain included
  std::string first_failure;
  std::string void_because;           ///< the generator's fault: the run says nothing. Empty when it does
  std::string not_sustained_because;  ///< empty when the rate was held

  bool sustained() const { return void_because.empty() && not_sustained_because.empty(); }
};

inline constexpr std::int64_t kMaxLag = 1'000'000;          ///< ns, at p99
inline constexpr std::int64_t kMaxVerdict = 1'000'000'000;  ///< ns, at p99, for a rate to count as held
inline constexpr double kLeastCompleted = 0.98;             ///< of what was due in the window
inline constexpr double kBacklogGrowth = 0.05;              ///< seconds' worth of orders that backlog may grow by

/// `rate` 0: no rate was wanted, only that all end. `end`: when the run was over, drain included, ns.
/// `max_lag`: of the generator at p99, ns; beyond it the run is void.
Measure measure(const std::vector<Trace>&, double rate, Window, std::int64_t end, std::int64_t max_lag = kMaxLag);

}  // namespace comptoir::bench
