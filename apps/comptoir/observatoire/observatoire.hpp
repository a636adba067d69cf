// The page /observatoire, and the thread that asks every process's /metrics for it.
#pragma once
#include <chrono>
#include <map>
#include <string>

#include "apps/comptoir/observatoire/ring.hpp"
#include "libs/base/guarded_thread.hpp"
#include "libs/http/router.hpp"

namespace comptoir::observatoire {

class Observatoire {
 public:
  /// /observatoire, its parts, and /observatoire/donnees. The router must not outlive it.
  http::Router routes();
  /// `processes`: name -> base URL. A process that does not answer has no numbers in that sample.
  void start(std::map<std::string, std::string> processes);
  void stop();
  ~Observatoire() { stop(); }

  static constexpr std::chrono::milliseconds kPeriod{2'000};
  static constexpr std::size_t kSamples = std::chrono::hours(1) / kPeriod;

 private:
  void run(std::stop_token);
  void sample();

  std::map<std::string, std::string> processes_;
  Ring ring_{kSamples};
  GuardedThread thread_;
};

}  // namespace comptoir::observatoire
