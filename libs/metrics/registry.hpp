// The process's metrics: named once, read as Prometheus text. Every call is thread-safe.
#pragma once
#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace comptoir::metrics {

using Labels = std::map<std::string, std::string>;
using Buckets = std::vector<double>;  ///< upper bounds, ascending

/// From 0.5 ms to 10 s, for durations in seconds.
inline const Buckets kSeconds = {.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10};

class Registry {
 public:
  /// The metric of this name and these labels, made at the first call; the reference lives as long as the registry.
  /// Keep it rather than look it up on a hot path. Throws std::invalid_argument for a name Prometheus refuses
  /// or one that has another kind already.
  prometheus::Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
  prometheus::Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {});
  prometheus::Histogram& histogram(const std::string& name, const std::string& help, const Labels& labels = {},
                                   const Buckets& buckets = kSeconds);

  /// Text exposition format 0.0.4: text/plain; version=0.0.4.
  std::string text() const;

 private:
  template <class Metric>
  using Families = std::map<std::string, prometheus::Family<Metric>*>;

  template <class Metric, class Build>
  prometheus::Family<Metric>& family(Families<Metric>& known, Build build, const std::string& name,
                                     const std::string& help);

  prometheus::Registry registry_{prometheus::Registry::InsertBehavior::Throw};
  std::mutex mutex_;
  Families<prometheus::Counter> counters_;
  Families<prometheus::Gauge> gauges_;
  Families<prometheus::Histogram> histograms_;
};

/// The one registry of the process.
Registry& registry();

}  // namespace comptoir::metrics
