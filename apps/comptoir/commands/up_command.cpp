#include "apps/comptoir/commands/commands.hpp"
#include "apps/comptoir/commands/config_options.hpp"
#include "apps/comptoir/commands/detach.hpp"
#include "apps/comptoir/commands/separate.hpp"
#include "apps/comptoir/infra/infra.hpp"
#include "apps/comptoir/infra/listening.hpp"
#include "apps/comptoir/infra/log_rotation.hpp"
#include "apps/comptoir/infra/stop_asked.hpp"
#include "apps/comptoir/observer/embedded_prometheus.hpp"
#include "apps/comptoir/serve/assemble.hpp"
#include "apps/comptoir/serve/descriptors.hpp"
#include "apps/comptoir/serve/signals.hpp"
#include "libs/base/guarded_thread.hpp"
#include "libs/log/log.hpp"
#include "libs/metrics/process.hpp"

namespace comptoir {
namespace {

namespace fs = std::filesystem;

struct UpOptions {
  ConfigOptions config;
  std::string data_dir;
  bool detached = false;
  bool separate = false;
  bool observed = false;

  fs::path folder() const {
    return fs::absolute(data_dir.empty() ? infra::DataDir::default_path() : fs::path(data_dir));
  }
};

/// All services in this process, with the face of SeparateServices.
class TogetherServices {
 public:
  TogetherServices(const Config& config, const infra::DataDir&) : hosted_(config.hosted()), system_(config) {}
  void start() {
    system_.start();
    system_.wait_ready(std::chrono::seconds(60));
  }
  void tend() {}
  void stop() { system_.stop(); }
  std::string url() const { return system_.url(); }
  std::map<std::string, std::string> processes() const { return {{"comptoir", url()}}; }
  std::map<std::string, std::string> urls() const {
    std::map<std::string, std::string> all;
    for (const auto& name : hosted_) all.emplace(name, url());
    return all;
  }

 private:
  std::vector<std::string> hosted_;
  serve::System system_;
};

/// Stops in the reverse order, at the end as well as when a start fails: Prometheus, services, Redis, PostgreSQL.
template <class Services>
void run(Config config, infra::DataDir& data, serve::Signals& signals, bool observed, Report* report) {
  infra::Infra infra(data);
  infra.start(config);
  Services services(config, data);
  services.start();
  std::optional<observer::EmbeddedPrometheus> prometheus;
  if (observed) prometheus.emplace(data, config, services.processes()).start();
  data.publish({getpid(), services.url(), infra.postgres_folder(), infra.redis_socket(),
                config.event_store.dossier_audit, services.urls(), prometheus ? prometheus->url() : "",
                config.saga.partitions});
  log::info("prêt", {{"url", services.url()}, {"donnees", data.path().string()}});
  if (report) report->ready(services.url());
  const infra::LogRotation logs(data.path() / "logs", static_cast<std::uintmax_t>(config.log.fichier_ko) * 1024,
                                config.log.fichiers);
  signals.run_until_stop([&] {
    guarded_call("surveillance", [&] {
      infra.tend();
      services.tend();
      if (prometheus) prometheus->tend(std::chrono::steady_clock::now());
      metrics::measure_disk(metrics::registry(), data.path());
      logs.tend();
      if (data.stop_asked()) std::raise(SIGTERM);
    });
  });
  log::info("arrêt demandé");
  prometheus.reset();
  services.stop();
  infra.stop();
}

void up(const UpOptions& options, Config config, Report* report) {
  serve::require_descriptors(serve::kLeastDescriptors);
  serve::Signals signals;
  infra::DataDir data(options.folder(), infra::unprivileged_user());
  if (config.http.port != 0) infra::require_free(config.http.host, static_cast<std::uint16_t>(config.http.port));
  const bool told = config.origins.contains("saga.partitions");
  config.saga.partitions = data.partitions(told ? std::optional(config.saga.partitions) : std::nullopt);
  if (config.bus.cle.empty()) config.bus.cle = data.bus_key();
  if (report) {
    report->move_output(data.log_file("comptoir"));
    fs::current_path(data.path());
  }
  log::init(log::parse_format(config.log.format), config.log.niveau);
  if (options.separate)
    run<SeparateServices>(config, data, signals, options.observed, report);
  else
    run<TogetherServices>(config, data, signals, options.observed, report);
}

void up_here(const UpOptions& options, const Config& config) try {
  up(options, config, nullptr);
} catch (const infra::StopAsked& e) {
  log::info(e.what());
}

/// Its paths are those of the folder it was called in, which the detached process leaves.
int up_detached(UpOptions options, Config config) {
  int exit_code = 0;
  options.data_dir = options.folder();
  auto& audit = config.event_store.dossier_audit;
  if (!audit.empty()) audit = fs::absolute(audit);
  auto report = detach(options.folder() / "logs" / "comptoir.log", exit_code);
  if (!report) return exit_code;
  try {
    up(options, config, &*report);
    return 0;
  } catch (const std::exception& e) {
    report->failed(e.what());
    return 1;
  }
}

}  // namespace

void add_up_command(CLI::App& app, int& exit_code) {
  auto* verb = app.add_subcommand("up", "Lance tout : PostgreSQL et Redis privés, et les services");
  auto options = std::make_shared<UpOptions>();
  options->config.add_to(*verb);
  verb->add_option("--data-dir", options->data_dir,
                   "dossier des données (défaut : $COMPTOIR_DATA_DIR, /var/lib/comptoir, ~/.local/state/comptoir)")
      ->type_name("DOSSIER");
  verb->add_flag("--detach", options->detached, "rend la main quand tout est prêt");
  verb->add_flag("--separe", options->separate, "un processus par service, derrière une passerelle");
  verb->add_flag("--observer", options->observed, "lance aussi Prometheus, avec ses règles et ses alertes");
  verb->footer(
      "Exemples :\n  comptoir up\n  comptoir up --observer\n  comptoir up --detach --data-dir /tmp/essai --port 0\n  "
      "comptoir up --separe");
  verb->callback([options, &exit_code] {
    const auto config = options->config.load();
    if (options->detached)
      exit_code = up_detached(*options, config);
    else
      up_here(*options, config);
  });
}

}  // namespace comptoir
