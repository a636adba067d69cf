#include "apps/comptoir/observer/embedded_prometheus.hpp"

#include <unistd.h>

#include "apps/comptoir/infra/files.hpp"
#include "apps/comptoir/infra/free_port.hpp"
#include "apps/comptoir/observer/rules.hpp"
#include "libs/base/durable.hpp"
#include "libs/base/error.hpp"
#include "libs/http/client.hpp"

namespace comptoir::observer {
namespace fs = std::filesystem;
namespace {

using namespace std::chrono_literals;

constexpr const char* kProgram = "/usr/bin/prometheus";
constexpr const char* kRetention = "15d";
constexpr const char* kMaxSize = "2GB";  // whichever comes first

bool answers(const std::string& url) {
  try {
    return http::Client(url, 1s).send("GET", "/-/ready").status == 200;
  } catch (const http::TransportError&) {
    return false;
  }
}

infra::Command command(const infra::DataDir& data, const fs::path& folder, const std::string& address) {
  return {.name = "prometheus",
          .argv = {kProgram, "--config.file=" + (folder / "prometheus.yml").string(),
                   "--storage.tsdb.path=" + (folder / "tsdb").string(),
                   std::string("--storage.tsdb.retention.time=") + kRetention,
                   std::string("--storage.tsdb.retention.size=") + kMaxSize, "--web.listen-address=" + address,
                   "--log.level=warn"},
          .log = data.log_file("prometheus"),
          .user = data.user(),
          .patience = 20s};
}

}  // namespace

EmbeddedPrometheus::EmbeddedPrometheus(const infra::DataDir& data, const Config& config,
                                       const std::map<std::string, std::string>& urls)
    : data_(data),
      config_(config),
      folder_(data.path() / "prometheus"),
      address_("127.0.0.1:" + std::to_string(infra::free_port())),
      url_("http://" + address_),
      server_(command(data, folder_, address_), [url = url_] { return answers(url); }) {
  for (const auto& [process, url] : urls) targets_[process] = url.substr(url.find("//") + 2);
}

void EmbeddedPrometheus::start() {
  if (access(kProgram, X_OK) != 0)
    throw Permanent(std::string(kProgram) + " est introuvable. Installez-le : apt-get install prometheus");
  infra::make_private_folder(folder_, data_.user());
  configure();
  server_.start(60s);
}

void EmbeddedPrometheus::configure() const {
  const std::chrono::milliseconds interval(config_.observer.intervalle_ms);
  const auto factor = static_cast<int>(config_.observer.acceleration);
  write_durably(folder_ / "prometheus.yml", configuration(targets_, interval));
  for (const auto* rules : {"regles.yml", "alertes.yml"})
    write_durably(folder_ / rules, accelerate(embedded(rules), factor, interval));
}

}  // namespace comptoir::observer
