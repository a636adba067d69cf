#include "apps/comptoir/bench/measure/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace comptoir::bench {
namespace {

constexpr int kBits = 7;  // 128 buckets to a power of two

std::size_t bucket_of(std::int64_t ns) {
  const auto value = static_cast<std::uint64_t>(ns);
  const int shift = std::max(0, static_cast<int>(std::bit_width(value)) - kBits - 1);
  return (static_cast<std::size_t>(shift) << kBits) + static_cast<std::size_t>(value >> shift);
}

/// The largest value of a bucket.
std::int64_t bound_of(std::size_t bucket) {
  const std::size_t shift = bucket < (2u << kBits) ? 0 : (bucket >> kBits) - 1;
  const auto value = bucket - (shift << kBits);
  return static_cast<std::int64_t>(((value + 1) << shift) - 1);
}

}  // namespace

void Histogram::record(std::int64_t ns) {
  ns = std::clamp<std::int64_t>(ns, 0, kMax);
  const auto bucket = bucket_of(ns);
  if (bucket >= buckets_.size()) buckets_.resize(bucket + 1);
  ++buckets_[bucket];
  ++count_;
  max_ = std::max(max_, ns);
}

std::int64_t Histogram::quantile(double q) const {
  const auto wanted =
      std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(count_))));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i)
    if ((seen += buckets_[i]) >= wanted) return std::min(bound_of(i), max_);
  return max_;
}

}  // namespace comptoir::bench
