// comptoir_simulation [--seeds N] [--from S] | --seed S: exit 0 when every seed holds, 1 on a breach, 2 on wrong usage, 3 when the
// run is void: something that a run of this size must meet was never met.
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "libs/log/log.hpp"
#include "tests/simulation/simulation.hpp"

namespace comptoir::simulation {
namespace {

constexpr std::uint64_t kSeeds = 10'000;
constexpr std::uint64_t kEnough = 2'000;  // seeds that must meet everything
constexpr std::uint64_t kRepeat = 100;    // each so-manieth seed is run again, twice

enum Exit { kHeld, kBroken, kUsage, kVoid };

struct Arguments {
  std::uint64_t from = 1, seeds = kSeeds;
  bool tracing = false, valid = true;
};

bool number(const char* text, std::uint64_t& out) {
  const auto end = text + std::strlen(text);
  return std::from_chars(text, end, out).ptr == end && end != text;
}

Arguments parse(int argc, char** argv) {
  Arguments a;
  for (int i = 1; i < argc; i += 2) {
    const std::string_view name = argv[i];
    const char* const value = i + 1 < argc ? argv[i + 1] : "";
    if (name == "--seeds") {
      a.valid = a.valid && number(value, a.seeds);
    } else if (name == "--from") {
      a.valid = a.valid && number(value, a.from);
    } else if (name == "--seed") {
      a.valid = a.valid && number(value, a.from);
      a.seeds = 1;
      a.tracing = true;
    } else {
      a.valid = false;
    }
  }
  return a;
}

bool holds(std::uint64_t seed, Coverage& coverage, bool tracing) {
  try {
    Simulation(seed, coverage, tracing).run();
    return true;
  } catch (const Breach& b) {
    std::printf("BREACH %s, seed %llu: %s\n", b.check.c_str(), static_cast<unsigned long long>(seed), b.detail.c_str());
    std::printf("again, step by step: ./dev chaos --simulate --seed %llu\n", static_cast<unsigned long long>(seed));
    return false;
  }
}

// The same seed twice is the same run; otherwise no seed that is printed is worth anything.
bool repeats(std::uint64_t seed) {
  Coverage once, again;
  if (!holds(seed, once, false) || !holds(seed, again, false)) return false;
  if (once == again) return true;
  std::printf("seed %llu does not repeat its run\n", static_cast<unsigned long long>(seed));
  return false;
}

void sum_up(const Arguments& a, const Coverage& c, double seconds) {
  std::printf("%llu seeds from %llu, %.1f s, %.0f seeds/s, %lld orders, %lld steps\n",
              static_cast<unsigned long long>(a.seeds), static_cast<unsigned long long>(a.from), seconds,
              static_cast<double>(a.seeds) / seconds, static_cast<long long>(c.orders),
              static_cast<long long>(c.steps));
}

int run(const Arguments& a) {
  Coverage coverage;
  const auto begun = std::chrono::steady_clock::now();
  for (auto seed = a.from; seed < a.from + a.seeds; ++seed)
    if (!holds(seed, coverage, a.tracing) || (seed % kRepeat == 0 && !repeats(seed))) return kBroken;
  sum_up(a, coverage, std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
  if (a.tracing) return kHeld;
  const bool all = report(coverage);
  if (all || a.seeds < kEnough) return kHeld;
  std::printf("VOID: what is marked NEVER has not been tried; this run has shown nothing of it\n");
  return kVoid;
}

}  // namespace
}  // namespace comptoir::simulation

int main(int argc, char** argv) {
  using namespace comptoir::simulation;
  comptoir::log::set_level("off");
  const auto arguments = parse(argc, argv);
  if (arguments.valid) return run(arguments);
  std::fprintf(stderr, "usage: comptoir_simulation [--seeds N] [--from S] | --seed S\n");
  return kUsage;
}
