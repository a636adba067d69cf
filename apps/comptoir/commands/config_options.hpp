// The options that every verb with a configuration has: --config, --set, --services, --port.
#pragma once
#include <CLI/CLI.hpp>

#include "libs/config/config.hpp"

namespace comptoir {

class ConfigOptions {
 public:
  void add_to(CLI::App& verb);
  /// The file is --config, else $COMPTOIR_CONFIG, else none. Throws ConfigError.
  Config load() const;

 private:
  std::string file_;
  std::vector<std::string> assignments_;
  std::string services_;
  std::string port_;
};

}  // namespace comptoir
