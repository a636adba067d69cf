// Draws that are the same on every machine: a seeded engine, and distributions that are ours.
#pragma once
#include <cstdint>
#include <random>
#include <vector>

namespace comptoir::bench {

/// mt19937_64 is defined bit by bit by the standard; its distributions are not, so we have our own.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  /// Uniform in [0, 1).
  double unit() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }
  /// Uniform in 0 … n-1.
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(unit() * static_cast<double>(n)); }
  /// Exponential, of mean 1.
  double exponential();

 private:
  std::mt19937_64 engine_;
};

/// Ranks 0 … n-1, rank r with a weight of 1 / (r + 1)^skew.
class Zipf {
 public:
  Zipf(std::size_t n, double skew);
  std::size_t draw(Dice&) const;
  /// The part of all draws that falls on `rank`.
  double share(std::size_t rank) const;

 private:
  std::vector<double> cumulated_;
};

}  // namespace comptoir::bench
