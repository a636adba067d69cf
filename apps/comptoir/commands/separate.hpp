// `up --separe`: every service in a process of its own on a free port, behind a gateway in this one.
#pragma once
#include "apps/comptoir/infra/data_dir.hpp"
#include "apps/comptoir/infra/supervised.hpp"
#include "apps/comptoir/observatoire/observatoire.hpp"
#include "libs/config/config.hpp"
#include "libs/http/gateway.hpp"
#include "libs/http/server.hpp"

namespace comptoir {

class SeparateServices {
 public:
  SeparateServices(Config config, const infra::DataDir& data);
  ~SeparateServices() { stop(); }

  /// Returns when all services are ready and the gateway listens.
  void start();
  /// Starts again the services that died. Call it often, from the thread that called start().
  void tend();
  /// Gateway first, then the services.
  void stop();

  std::string url() const;
  std::map<std::string, std::string> urls() const;
  /// Every process of ours, the gateway included: name -> url.
  std::map<std::string, std::string> processes() const;

 private:
  struct Service {
    std::string name;
    std::string url;
    infra::Supervised process;
  };
  infra::Command command(const std::string& name, std::uint16_t port) const;
  http::Router gateway_routes(http::GatewayLimits);

  Config config_;
  const infra::DataDir& data_;
  std::vector<Service> services_;
  observatoire::Observatoire observatoire_;
  std::unique_ptr<http::Server> gateway_;
  std::atomic<bool> ready_ = false;
};

}  // namespace comptoir
