// What the simulated stores and services share: chance, time, faults, the trace, and what ends a run.
#pragma once
#include <functional>
#include <string>

#include "libs/base/clock.hpp"
#include "libs/base/ids.hpp"
#include "tests/simulation/coverage.hpp"
#include "tests/simulation/random.hpp"

namespace comptoir::simulation {

/// The process that is running ends here. No std::exception: nobody may catch it but the scheduler.
struct Crash {};

/// An invariant does not hold. No std::exception either.
struct Breach {
  std::string check, detail;
};

class Universe {
 public:
  Universe(std::uint64_t seed, Coverage& coverage, bool tracing)
      : random(seed), coverage_(coverage), tracing_(tracing) {}

  Random random;
  Tempo::Point now{};  ///< of all processes
  std::chrono::microseconds wall_offset{};
  bool faults = false;  ///< the safety phase; off: everything must end

  /// Which kinds this seed knows: a seed that knows few of them goes further into each.
  void choose_faults();
  /// Draws; counts and traces when it strikes.
  bool strikes(Fault, unsigned in_ten_thousand);
  void count(Fault);
  void saw(const char* path, std::int64_t times = 1) { coverage_.paths[path] += times; }

  /// Each call of a port stands at a border: here the process may crash, or stand still while others run.
  void border(const char* where) {
    if (at_border) at_border(where);
  }
  std::function<void(const char*)> at_border;

  /// A transaction has read what it goes by, and is open: another one of the same service may come between.
  std::function<void()> at_overlap;

  /// Whoever waits for entries is not called before there is news of Redis, or the time is over.
  std::function<void(std::chrono::milliseconds)> at_block;
  std::int64_t news = 0;

  bool tracing() const { return tracing_; }
  void trace(const std::string& line) const;
  [[noreturn]] void breach(std::string check, std::string detail) const;
  Coverage& coverage() { return coverage_; }

 private:
  Coverage& coverage_;
  bool tracing_;
  std::array<bool, kFaults> known_{};
};

/// Wall time: simulated, and it may jump.
class WallClock final : public Clock {
 public:
  explicit WallClock(const Universe& universe) : universe_(universe) {}
  Instant now() const override;

 private:
  const Universe& universe_;
};

/// Ascending, foretold, of the form of a UUIDv7.
class CountedIds final : public IdSource {
 public:
  std::string next(Instant) override;

 private:
  std::uint64_t last_ = 0;
};

}  // namespace comptoir::simulation
