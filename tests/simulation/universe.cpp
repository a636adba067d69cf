#include "tests/simulation/universe.hpp"

#include <cstdio>

namespace comptoir::simulation {
namespace {

using namespace std::chrono;

constexpr Instant kEpoch{sys_days{year{2026} / 1 / 1}};
constexpr unsigned kKnown = 4'000;  // of ten thousand: how likely a seed knows a kind of fault

}  // namespace

void Universe::choose_faults() {
  for (auto& known : known_) known = random.chance(kKnown);
}

bool Universe::strikes(Fault f, unsigned in_ten_thousand) {
  if (!faults || !known_[static_cast<std::size_t>(f)] || !random.chance(in_ten_thousand)) return false;
  count(f);
  return true;
}

void Universe::count(Fault f) {
  ++coverage_.struck[static_cast<std::size_t>(f)];
  if (tracing_) trace(std::string("FAULT ") + name(f));
}

void Universe::trace(const std::string& line) const {
  if (!tracing_) return;
  const auto us = duration_cast<microseconds>(now.time_since_epoch()).count();
  std::printf("%10.3f ms  %s\n", static_cast<double>(us) / 1000, line.c_str());
}

void Universe::breach(std::string check, std::string detail) const {
  throw Breach{std::move(check), std::move(detail)};
}

Instant WallClock::now() const {
  return kEpoch + universe_.wall_offset + duration_cast<microseconds>(universe_.now.time_since_epoch());
}

std::string CountedIds::next(Instant) {
  const auto n = static_cast<unsigned long long>(++last_);
  char out[40];
  std::snprintf(out, sizeof out, "%08llx-%04llx-7000-8000-%012llx", n >> 16, n & 0xffff, n);
  return out;
}

}  // namespace comptoir::simulation
