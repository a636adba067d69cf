#include "apps/comptoir/commands/config_options.hpp"

#include "libs/base/error.hpp"

namespace comptoir {

void ConfigOptions::add_to(CLI::App& verb) {
  verb.add_option("--config", file_, "fichier TOML (défaut : $COMPTOIR_CONFIG)")->type_name("FICHIER");
  verb.add_option("--set", assignments_, "une clé, ex. --set worker.lot_max=256 ; peut se répéter")
      ->type_name("CLE=VALEUR");
  verb.add_option("--services", services_, "all, ou une liste : panier,stock")->type_name("LISTE");
  verb.add_option("--port", port_, "port HTTP ; 0 : un port libre")->type_name("N");
}

Config ConfigOptions::load() const {
  const auto environment = process_environment();
  Settings flags;
  for (const auto& text : assignments_) {
    const auto equals = text.find('=');
    if (equals == std::string::npos)
      throw ConfigError("--set " + text + " : écrivez CLE=VALEUR, par exemple --set http.port=8090.");
    flags[text.substr(0, equals)] = text.substr(equals + 1);
  }
  if (!services_.empty()) flags["services"] = services_;
  if (!port_.empty()) flags["http.port"] = port_;
  std::optional<std::string> file;
  if (const auto it = environment.find("COMPTOIR_CONFIG"); it != environment.end() && !it->second.empty())
    file = it->second;
  if (!file_.empty()) file = file_;
  return comptoir::load(file, environment, flags);
}

}  // namespace comptoir
