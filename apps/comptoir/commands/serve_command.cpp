#include "apps/comptoir/commands/commands.hpp"
#include "apps/comptoir/commands/config_options.hpp"
#include "apps/comptoir/infra/listening.hpp"
#include "apps/comptoir/serve/assemble.hpp"
#include "apps/comptoir/serve/signals.hpp"
#include "libs/log/log.hpp"

namespace comptoir {
namespace {

void serve_until_stopped(Config config) {
  serve::Signals signals;
  log::init(log::parse_format(config.log.format), config.log.niveau);
  if (config.http.port != 0) infra::require_free(config.http.host, static_cast<std::uint16_t>(config.http.port));
  serve::System system(std::move(config));
  system.start();
  signals.run_until_stop([] {});
}

}  // namespace

void add_serve_command(CLI::App& app, int&) {
  auto* verb = app.add_subcommand("serve", "Lance des services, avec un PostgreSQL et un Redis qui existent");
  auto options = std::make_shared<ConfigOptions>();
  options->add_to(*verb);
  verb->footer("Exemples :\n  comptoir serve --config comptoir.toml\n  comptoir serve --services stock --port 8021");
  verb->callback([options] { serve_until_stopped(options->load()); });
}

}  // namespace comptoir
