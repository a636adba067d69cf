// The options of every verb that reads the databases themselves: --data-dir of a running system, or --config.
#pragma once
#include <CLI/CLI.hpp>

#include "libs/config/config.hpp"

namespace comptoir {

class DatabaseOptions {
 public:
  void add_to(CLI::App& verb);
  /// Where the databases are. Nothing, after having said so on stderr, when no system runs there: exit with kNothingRuns.
  std::optional<Config> find() const;

 private:
  std::string data_dir_, config_;
};

}  // namespace comptoir
