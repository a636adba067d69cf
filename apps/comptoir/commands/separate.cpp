#include "apps/comptoir/commands/separate.hpp"

#include <unistd.h>

#include "apps/comptoir/docs/docs.hpp"
#include "apps/comptoir/infra/free_port.hpp"
#include "apps/comptoir/serve/assemble.hpp"
#include "apps/comptoir/serve/descriptors.hpp"
#include "apps/comptoir/serve/log_level.hpp"
#include "apps/comptoir/serve/perimeter.hpp"
#include "libs/base/error.hpp"
#include "libs/http/client.hpp"
#include "libs/http/gateway.hpp"
#include "libs/http/measures.hpp"
#include "libs/log/log.hpp"
#include "libs/metrics/process.hpp"

namespace comptoir {
namespace {

using namespace std::chrono_literals;

/// What the gateway sends where; contracts/README.md has the paths. Nothing of /internal: whoever needs it asks the service
/// itself, as `comptoir status` and the others do.
struct Path {
  std::string_view prefix, service;
};
constexpr Path kPaths[] = {
    {"/api/produits", "produits"},   {"/api/magasins", "magasins"},       {"/api/clients", "client"},
    {"/api/stock", "stock"},         {"/api/panier", "panier"},           {"/api/checkout", "panier"},
    {"/api/commandes", "panier"},    {"/api/ventes", "ventes"},           {"/events", "event-store"},
    {"/projections", "event-store"}, {"/api/projections", "event-store"},
};

/// All that it is told: what the file says has been read, and an empty value there is none here.
Settings whole(const Config& config) {
  auto environment = to_environment(config);
  environment["COMPTOIR_CONFIG"] = "";
  return environment;
}

bool answers_ready(const std::string& url) {
  try {
    return http::Client(url, 1s).send("GET", "/pret").status == 200;
  } catch (const http::TransportError&) {
    return false;
  }
}

}  // namespace

SeparateServices::SeparateServices(Config config, const infra::DataDir& data)
    : config_(std::move(config)), data_(data) {
  const auto names = config_.hosted();
  std::vector<std::uint16_t> ports;
  for (const auto& name : names)
    config_.urls[name] = "http://127.0.0.1:" + std::to_string(ports.emplace_back(infra::free_port()));
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto url = config_.urls[names[i]];
    services_.push_back(
        {names[i], url, infra::Supervised(command(names[i], ports[i]), [url] { return answers_ready(url); })});
  }
}

infra::Command SeparateServices::command(const std::string& name, std::uint16_t port) const {
  Config own = config_;
  own.services = name;
  own.http.host = "127.0.0.1";
  own.http.port = port;
  own.http.mandataires = "127.0.0.1";  // our gateway, which says whom it asks for
  return {.name = name,
          .argv = {std::filesystem::read_symlink("/proc/self/exe"), "serve", "--services", name},
          .log = data_.log_file(name),
          .environment = whole(own),
          .ours = true,
          .patience = 20s};
}

void SeparateServices::start() {
  // The event store first: services ask it whether their database has forgotten anything.
  std::ranges::stable_partition(services_, [](const Service& s) { return s.name == "event-store"; });
  for (auto& service : services_) service.process.start(60s);
  ready_ = true;
  const auto share = http::gateway_share(serve::descriptors_for_clients(serve::kOwnDescriptors));
  gateway_ = std::make_unique<http::Server>(
      gateway_routes(share.limits), config_.http.host, static_cast<std::uint16_t>(config_.http.port),
      serve::listener_limits(config_, share.connections), 1, serve::perimeter_of(config_));
  gateway_->set_observer(http::measure_requests(metrics::registry()));
  observatoire_.start(urls());
  log::info("passerelle à l'écoute", {{"url", url()}});
}

http::Router SeparateServices::gateway_routes(http::GatewayLimits limits) {
  std::vector<http::Upstream> upstreams;
  for (const auto& path : kPaths) upstreams.push_back({std::string(path.prefix), config_.url_of(path.service, "")});
  auto router = http::gateway(std::move(upstreams), limits);
  router.merge(docs_router());
  router.merge(observatoire_.routes());
  router.add("GET", "/sante", [](http::Request, http::Responder answer) { answer({.body = R"({"sante":true})"}); });
  router.add("GET", "/pret", [this](http::Request, http::Responder answer) {
    answer({.status = ready_ ? 200 : 503, .body = ready_ ? R"({"pret":true})" : R"({"pret":false})"});
  });
  router.add("GET", "/metrics", [](http::Request, http::Responder answer) {
    metrics::measure_process(metrics::registry());
    answer({.body = metrics::registry().text(), .content_type = "text/plain; version=0.0.4; charset=utf-8"});
  });
  return router;
}

void SeparateServices::tend() {
  const auto now = std::chrono::steady_clock::now();
  for (auto& service : services_) service.process.tend(now);
  ready_ = std::ranges::all_of(services_, [](const Service& s) { return answers_ready(s.url); });
}

void SeparateServices::stop() {
  observatoire_.stop();
  if (gateway_) gateway_->stop();
  gateway_.reset();
  for (auto& service : services_) service.process.stop();
}

std::string SeparateServices::url() const { return serve::local_url(config_.http.host, gateway_->port()); }

std::map<std::string, std::string> SeparateServices::urls() const {
  std::map<std::string, std::string> all;
  for (const auto& service : services_) all.emplace(service.name, service.url);
  return all;
}

std::map<std::string, std::string> SeparateServices::processes() const {
  auto all = urls();
  all.emplace("passerelle", url());
  return all;
}

}  // namespace comptoir
