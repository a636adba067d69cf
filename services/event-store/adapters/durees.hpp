// comptoir_saga_seconds: from an order placed to its verdict, by the event that was the verdict.
#pragma once
#include <unordered_map>

#include "libs/metrics/registry.hpp"
#include "services/event-store/app/lot.hpp"

namespace comptoir::event_store {

class Durees {
 public:
  /// Makes every series at once. Null: measures nothing.
  explicit Durees(metrics::Registry*);
  /// An event was stored. What was under way when the process began is not measured.
  void voir(const Rangee&);

  static constexpr std::size_t kMaxEnCours = 200'000;  ///< orders remembered; beyond, new ones are not measured

 private:
  std::map<std::string, prometheus::Histogram*> verdicts_;
  std::unordered_map<std::string, Instant> debuts_;
};

}  // namespace comptoir::event_store
