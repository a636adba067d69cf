#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "apps/comptoir/commands/commands.hpp"
#include "apps/comptoir/commands/database_options.hpp"
#include "apps/comptoir/verify/command.hpp"
#include "apps/comptoir/verify/report.hpp"

namespace comptoir {
namespace {

struct VerifyOptions {
  DatabaseOptions databases;
  bool as_json = false;
};

int run(const VerifyOptions& options) {
  const auto config = options.databases.find();
  if (!config) return kNothingRuns;
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
  options->databases.add_to(*verb);
  verb->add_flag("--json", options->as_json, "pour les programmes");
  verb->footer("Exemples :\n  comptoir verify\n  comptoir verify --data-dir /tmp/essai --json");
  verb->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace comptoir
