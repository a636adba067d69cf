// A private Prometheus: its data in <data>/prometheus, heard on this machine only, never as root.
#pragma once
#include "apps/comptoir/infra/data_dir.hpp"
#include "apps/comptoir/infra/supervised.hpp"
#include "libs/config/config.hpp"

namespace comptoir::observer {

class EmbeddedPrometheus {
 public:
  /// `urls`: process -> base URL, whose /metrics are asked.
  EmbeddedPrometheus(const infra::DataDir&, const Config&, const std::map<std::string, std::string>& urls);

  /// Returns when it answers. Throws Permanent when prometheus is missing (with the cure), Retryable when it does not start.
  void start();
  void tend(std::chrono::steady_clock::time_point now) { server_.tend(now); }
  void stop() { server_.stop(); }
  const std::string& url() const { return url_; }

 private:
  void configure() const;

  const infra::DataDir& data_;
  const Config& config_;
  std::map<std::string, std::string> targets_;
  std::filesystem::path folder_;
  std::string address_, url_;
  infra::Supervised server_;
};

}  // namespace comptoir::observer
