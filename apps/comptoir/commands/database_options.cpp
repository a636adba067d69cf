#include "apps/comptoir/commands/database_options.hpp"

#include <iostream>

#include "apps/comptoir/commands/find_system.hpp"

namespace comptoir {

void DatabaseOptions::add_to(CLI::App& verb) {
  auto* folder = verb.add_option("--data-dir", data_dir_, "dossier des données")->type_name("DOSSIER");
  verb.add_option("--config", config_, "fichier TOML qui dit où sont les bases")
      ->type_name("FICHIER")
      ->excludes(folder);
}

std::optional<Config> DatabaseOptions::find() const {
  if (!config_.empty()) return load(config_, process_environment(), {});
  if (const auto system = find_system(data_dir_)) return config_of(*system);
  std::cerr << "Rien ne tourne" << (data_dir_.empty() ? "" : " dans " + data_dir_)
            << ". Lancez `comptoir up`, ou nommez les bases avec --config.\n";
  return std::nullopt;
}

}  // namespace comptoir
