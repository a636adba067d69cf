#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "apps/comptoir/commands/commands.hpp"
#include "apps/comptoir/commands/database_options.hpp"
#include "apps/comptoir/verify/command.hpp"
#include "apps/comptoir/verify/live.hpp"
#include "libs/base/terminal.hpp"

namespace comptoir {
namespace {

struct VerifyOptions {
  DatabaseOptions databases;
  bool as_json = false, live = false;
  std::int64_t seconds = 0;
};

int run_live(const Config& config, const VerifyOptions& options) {
  const auto at_most = options.seconds > 0 ? std::optional(std::chrono::seconds(options.seconds))
                                           : std::optional<std::chrono::seconds>();
  const auto seen = verify::watch(config, at_most, [&](const verify::Look& look) {
    std::cout << (options.as_json ? to_json(look) : to_line(look)) << std::endl;
  });
  if (!options.as_json)
    std::cout << seen.looks << " regards, dont " << seen.at_rest << " au repos et " << seen.unreachable
              << " sans base ; " << seen.broken << " ont vu une rupture.\n";
  return seen.broken > 0 ? 1 : 0;
}

int run(const VerifyOptions& options) {
  const auto config = options.databases.find();
  if (!config) return kNothingRuns;
  if (options.live) return run_live(*config, options);
  const auto report = verify::verify(*config);
  const bool colour = isatty(STDOUT_FILENO) == 1 && !std::getenv("NO_COLOR");
  if (options.as_json)
    std::cout << to_json(report) << '\n';
  else
    print_styled(std::cout, to_table(report, colour));
  return report.holds() ? 0 : 1;
}

}  // namespace

void add_verify_command(CLI::App& app, int& exit_code) {
  auto* verb =
      app.add_subcommand("verify", "Vérifie les invariants dans les bases de tous les services ; 1 si l'un est rompu");
  auto options = std::make_shared<VerifyOptions>();
  options->databases.add_to(*verb);
  verb->add_flag("--json", options->as_json, "pour les programmes");
  auto* live = verb->add_flag("--live", options->live, "regarde encore et encore, pendant que tout travaille");
  verb->add_option("--pendant", options->seconds, "avec --live : s'arrête après")
      ->type_name("SECONDES")
      ->check(CLI::Range(1, 7 * 24 * 3600))
      ->needs(live);
  verb->footer(
      "Exemples :\n  comptoir verify\n  comptoir verify --data-dir /tmp/essai --json\n"
      "  comptoir verify --live --pendant 600");
  verb->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace comptoir
