#include <CLI/CLI.hpp>
#include <iostream>

#include "apps/comptoir/commands/commands.hpp"
#include "apps/comptoir/commands/find_system.hpp"
#include "apps/comptoir/rebuild/command.hpp"
#include "apps/comptoir/rebuild/ground.hpp"
#include "apps/comptoir/rebuild/rebuild_service.hpp"
#include "libs/log/log.hpp"

namespace comptoir {
namespace {

namespace fs = std::filesystem;

struct RebuildOptions {
  std::string service, data_dir, config;
  bool empty_first = false, as_json = false;

  fs::path folder() const { return data_dir.empty() ? infra::DataDir::default_path() : fs::path(data_dir); }
};

/// A system that runs catches up by itself; one at rest does not.
constexpr std::chrono::seconds kCatchUp{15};

std::vector<std::string> rebuildable() {
  std::vector<std::string> names;
  for (const auto& service : kServices)
    if (service.name != "event-store") names.emplace_back(service.name);
  return names;
}

int rebuild_in(const Config& config, const RebuildOptions& options, std::chrono::milliseconds patience) {
  const auto done = rebuild::rebuild_service(config, {options.service, options.empty_first, patience});
  std::cout << (options.as_json ? to_json(done) + '\n' : to_text(done));
  return 0;
}

int run(const RebuildOptions& options) {
  log::init(log::Format::automatique, "error");
  if (!options.config.empty()) return rebuild_in(load(options.config, process_environment(), {}), options, kCatchUp);
  if (const auto system = find_system(options.folder())) return rebuild_in(config_of(*system), options, kCatchUp);
  if (!rebuild::has_databases(options.folder())) {
    std::cerr << "Aucune base dans " << options.folder().string()
              << ". Nommez son dossier avec --data-dir, ou les bases avec --config.\n";
    return kNothingRuns;
  }
  const rebuild::RestingDatabases resting(options.folder());
  return rebuild_in(resting.config(), options, {});
}

}  // namespace

void add_rebuild_command(CLI::App& app, int& exit_code) {
  auto* verb = app.add_subcommand(
      "rebuild", "Remplit la base d'un service à partir du seul event-store, journal et état, ligne pour ligne");
  auto options = std::make_shared<RebuildOptions>();
  verb->add_option("SERVICE", options->service, "produits, magasins, client, stock, panier ou ventes")
      ->required()
      ->check(CLI::IsMember(rebuildable()));
  verb->add_flag("--vider", options->empty_first, "vide d'abord la base, en une seule transaction avec le remplissage");
  auto* folder =
      verb->add_option("--data-dir", options->data_dir, "dossier des données, que le système y tourne ou non")
          ->type_name("DOSSIER");
  verb->add_option("--config", options->config, "fichier TOML qui dit où sont les bases")
      ->type_name("FICHIER")
      ->excludes(folder);
  verb->add_flag("--json", options->as_json, "pour les programmes");
  verb->footer(
      "Le service rebâti attend pendant ce temps ; le reste du système tourne. Interrompu, il ne change rien.\n\n"
      "Exemples :\n  comptoir rebuild stock --vider\n  comptoir rebuild client --data-dir /tmp/essai --json");
  verb->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace comptoir
