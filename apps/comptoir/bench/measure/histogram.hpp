// Counts of durations in buckets of the HdrHistogram kind: 128 to each power of two, so a value is known to 0.8 %.
#pragma once
#include <cstdint>
#include <vector>

namespace comptoir::bench {

class Histogram {
 public:
  /// `ns` below 0 counts as 0, above kMax as kMax.
  void record(std::int64_t ns);
  std::uint64_t count() const { return count_; }
  std::int64_t max() const { return max_; }  ///< exact; 0 when empty
  /// The smallest bucket bound, in ns, that at least `q` (0 to 1) of the values do not exceed; 0 when empty.
  std::int64_t quantile(double q) const;

  static constexpr std::int64_t kMax = std::int64_t{1} << 42;  ///< 73 minutes

 private:
  std::vector<std::uint64_t> buckets_;
  std::uint64_t count_ = 0;
  std::int64_t max_ = 0;
};

}  // namespace comptoir::bench
