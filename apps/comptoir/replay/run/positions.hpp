// Where every service stands, and waiting until those behind have caught up.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "apps/comptoir/infra/data_dir.hpp"
#include "apps/comptoir/replay/run/api.hpp"

namespace comptoir::replay {

class Positions {
 public:
  /// `system.services`: where each service answers.
  Positions(const infra::Running& system, Pulse& pulse);

  struct Lag {
    std::string service, stream;
    std::int64_t position = 0, head = 0;
  };
  /// Every consumer that is behind a journal's head, all services or one of them. Heads are read before positions.
  std::vector<Lag> lags(const std::string& only = {});
  /// Sum of all positions at the last lags(): it grows while anything goes on.
  std::int64_t progress() const { return progress_; }

  /// The last seq of every journal.
  std::map<std::string, std::int64_t> heads();

  /// Returns when every service has read every journal to its end. Throws as below.
  void wait_for_rest();
  /// Returns when `service` has read `streams` to where their journals ended at the call.
  /// Throws Retryable that names who is behind when nothing moved for kMaxStuck.
  void wait_for(const std::string& service, const std::vector<std::string>& streams);

  static constexpr std::chrono::seconds kMaxStuck{60};

 private:
  boost::json::value state_of(const std::string& service);
  std::map<std::string, std::int64_t> positions_of(const std::string& service);

  std::map<std::string, Api> services_;
  std::int64_t progress_ = 0;
};

/// "stock-service n'a pas lu produit.evenements au-delà de 12 (journal : 40)", one per lag.
std::string describe(const std::vector<Positions::Lag>&);

/// Throws Retryable when what it is told has not changed for Positions::kMaxStuck.
class Watchdog {
 public:
  void observe(std::int64_t progress, const std::string& what);

 private:
  std::int64_t last_ = -1;
  Pulse moved_;
};

}  // namespace comptoir::replay
