#include "apps/comptoir/serve/assemble.hpp"

#include "apps/comptoir/docs/docs.hpp"
#include "apps/comptoir/infra/stop_asked.hpp"
#include "apps/comptoir/serve/descriptors.hpp"
#include "apps/comptoir/serve/log_level.hpp"
#include "libs/base/error.hpp"
#include "libs/http/measures.hpp"
#include "libs/json/writer.hpp"
#include "libs/log/log.hpp"
#include "libs/metrics/process.hpp"

namespace comptoir::serve {

namespace {

constexpr const char* kLookout = "comptoir_guet";  // the name its sessions show

std::unique_ptr<traces::Tracer> make_tracer(const Config& config) try {
  const auto& t = config.traces;
  if (t.otlp_url.empty()) return nullptr;
  return std::make_unique<traces::Tracer>(
      traces::Settings{t.otlp_url, static_cast<int>(t.echantillon_pour_mille), static_cast<std::size_t>(t.file_max)},
      metrics::registry());
} catch (const std::invalid_argument&) {
  throw ConfigError("adresse refusée `" + config.traces.otlp_url +
                    "` pour `traces.otlp_url`. Donnez http://hôte:port du collecteur, sans /v1/traces.");
}

constexpr std::chrono::seconds kRefusal{10};  // no neighbour that is still starting makes a service refuse for so long

std::string reasons(const std::vector<const Module*>& waiting) {
  std::string out;
  for (const auto* m : waiting)
    if (const auto why = m->refusal(); !why.empty()) out += "\n" + m->name() + " n'écrit pas : " + why;
  return out;
}

}  // namespace

System::System(Config config)
    : config_(std::move(config)),
      perimeter_(perimeter_of(config_)),
      lookout_(config_.conninfo_of(config_.hosted().front(), kLookout)),
      tracer_(make_tracer(config_)),
      modules_(make_modules(config_, tracer_.get())) {
  if (config_.bus.cle.empty())
    log::warn(
        "`bus.cle` est vide : aucune entrée des flux n'est crue, les événements sont lus aux journaux, plus lentement",
        {{"remede", "donner le même secret à tous les services (COMPTOIR_BUS_CLE)"}});
}

void System::start() {
  auto limits = listener_limits(config_, descriptors_for_clients(reserve()));
  server_ = std::make_unique<http::Server>(routes(), config_.http.host, static_cast<std::uint16_t>(config_.http.port),
                                           std::move(limits), 1, perimeter_);
  server_->set_observer(http::measure_requests(metrics::registry()));
  log::info("à l'écoute", {{"url", url()}, {"services", config_.services}});
  for (auto& module : modules_)
    module->start([this](std::string_view service) { return config_.url_of(service, url()); },
                  config_.http.annonce.empty() ? url() : config_.http.annonce);
  if (whole()) observatoire_.start({{"comptoir", url()}});
  started_ = true;
}

std::size_t System::reserve() const {
  const auto traces = tracer_ ? http::kClientDescriptors : 0;
  auto sum = kOwnDescriptors + config_.postgres_hosts().size() + traces;
  for (const auto& module : modules_) sum += module->descriptors();
  return sum;
}

void System::wait_ready(std::chrono::seconds patience) const {
  const auto begun = std::chrono::steady_clock::now();
  for (auto waiting = not_ready(); !waiting.empty(); waiting = not_ready()) {
    infra::throw_if_stop_asked();
    const auto waited = std::chrono::steady_clock::now() - begun;
    const bool all_refuse = std::ranges::none_of(waiting, [](const auto* m) { return m->refusal().empty(); });
    if (waited > patience || (waited > kRefusal && all_refuse))
      throw Retryable("un service n'est pas prêt à temps; voir le journal." + reasons(waiting));
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

std::vector<const Module*> System::not_ready() const {
  std::vector<const Module*> out;
  for (const auto& m : modules_)
    if (!m->ready()) out.push_back(m.get());
  return out;
}

std::string System::url() const { return local_url(config_.http.host, server_->port()); }

void System::stop() {
  if (!server_) return;
  observatoire_.stop();
  server_->stop();
  for (auto& module : modules_) module->stop();
  if (tracer_) tracer_->stop();
  server_.reset();
  log::info("services arrêtés");
}

http::Router System::routes() {
  http::Router router;
  router.add("GET", "/sante", [](http::Request, http::Responder answer) { answer({.body = R"({"sante":true})"}); });
  router.add("GET", "/pret", [this](http::Request, http::Responder answer) { answer(readiness()); });
  router.add("GET", "/metrics", [this](http::Request, http::Responder answer) { answer(measures()); });
  router.merge(docs_router());
  router.merge(log_router(config_.hosted()));
  if (whole()) router.merge(observatoire_.routes());
  for (auto& module : modules_) module->add_routes(router);
  return router;
}

http::Response System::measures() {
  const std::lock_guard lock(measuring_);
  for (auto& module : modules_) module->measure();
  metrics::measure_process(metrics::registry());
  return {.body = metrics::registry().text(), .content_type = "text/plain; version=0.0.4; charset=utf-8"};
}

http::Response System::readiness() const {
  bool all = started_;
  json::Writer w;
  w.open().key("services").open();
  for (const auto& module : modules_) {
    const bool ready = module->ready();
    w.field(module->name(), ready);
    all = all && ready;
  }
  w.close().field("pret", all).close();
  return {.status = all ? 200 : 503, .body = std::move(w).text()};
}

std::string local_url(const std::string& host, std::uint16_t port) {
  auto name = host == "0.0.0.0" ? "127.0.0.1" : host == "::" ? "::1" : host;
  if (name.find(':') != std::string::npos) name = "[" + name + "]";
  return "http://" + name + ":" + std::to_string(port);
}

}  // namespace comptoir::serve
