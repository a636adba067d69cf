#include <iostream>

#include "apps/comptoir/commands/commands.hpp"
#include "apps/comptoir/commands/config_options.hpp"

namespace comptoir {

void add_config_command(CLI::App& app, int&) {
  auto* verb = app.add_subcommand("config", "Montre la configuration effective et l'origine de chaque valeur");
  auto options = std::make_shared<ConfigOptions>();
  options->add_to(*verb);
  verb->footer(
      "Exemples :\n  comptoir config > comptoir.toml\n  COMPTOIR_HTTP_PORT=9000 comptoir config --set "
      "log.niveau=debug");
  verb->callback([options] { std::cout << to_toml(options->load()); });
}

}  // namespace comptoir
