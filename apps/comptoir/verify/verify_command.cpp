#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "apps/comptoir/commands/commands.hpp"
#include "apps/comptoir/commands/find_system.hpp"
#include "apps/comptoir/verify/command.hpp"
#include "apps/comptoir/verify/report.hpp"

namespace comptoir {
namespace {

struct VerifyOptions {
  std::string data_dir, config;
  bool as_json = false;
};

/// The databases of --config, else of the system that runs in --data-dir; nothing when none runs.
std::optional<Config> databases_of(const VerifyOptions& options) {
  if (!options.config.empty()) return load(options.config, process_environment(), {});
  const auto system = find_system(options.data_dir);
  return system ? std::optional(config_of(*system)) : std::nullopt;
}

int run(const VerifyOptions& options) {
  const auto config = databases_of(options);
  if (!config) {
    std::cerr << "Rien ne tourne" << (options.data_dir.empty() ? "" : " dans " + options.data_dir)
              << ". Lancez `comptoir up`, ou nommez les bases avec --config.\n";
    return kNothingRuns;
  }
  const auto report = verify::verify(*config);
  const bool colour = isatty(STDOUT_FILENO) == 1 && !std::getenv("NO_COLOR");
  std::cout << (options.as_json ? to_json(report) + '\n' : to_table(report, colour));
  return report.holds() ? 0 : 1;
}

}  // namespace

void add_verify_command(CLI::App& app, int& exit_code) {
  auto* verb =
      app.add_subcommand("verify", "Vérifie les invariants dans les bases de tous les services ; 1 si l'un est rompu");
  auto options = std::make_shared<VerifyOptions>();
  auto* folder = verb->add_option("--data-dir", options->data_dir, "dossier des données")->type_name("DOSSIER");
  verb->add_option("--config", options->config, "fichier TOML qui dit où sont les bases")
      ->type_name("FICHIER")
      ->excludes(folder);
  verb->add_flag("--json", options->as_json, "pour les programmes");
  verb->footer("Exemples :\n  comptoir verify\n  comptoir verify --data-dir /tmp/essai --json");
  verb->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace comptoir
