#include "libs/metrics/registry.hpp"

#include <prometheus/text_serializer.h>

namespace comptoir::metrics {

template <class Metric, class Build>
prometheus::Family<Metric>& Registry::family(Families<Metric>& known, Build build, const std::string& name,
                                             const std::string& help) {
  const std::lock_guard lock(mutex_);
  auto& found = known[name];
  if (!found) found = &build().Name(name).Help(help).Register(registry_);
  return *found;
}

prometheus::Counter& Registry::counter(const std::string& name, const std::string& help, const Labels& labels) {
  return family(counters_, prometheus::BuildCounter, name, help).Add(labels);
}

prometheus::Gauge& Registry::gauge(const std::string& name, const std::string& help, const Labels& labels) {
  return family(gauges_, prometheus::BuildGauge, name, help).Add(labels);
}

prometheus::Histogram& Registry::histogram(const std::string& name, const std::string& help, const Labels& labels,
                                           const Buckets& buckets) {
  return family(histograms_, prometheus::BuildHistogram, name, help).Add(labels, buckets);
}

std::string Registry::text() const { return prometheus::TextSerializer().Serialize(registry_.Collect()); }

Registry& registry() {
  static Registry instance;
  return instance;
}

}  // namespace comptoir::metrics
