#pragma once
namespace CLI {
class App;
}

namespace comptoir {

/// `comptoir sauvegarde` and `comptoir restauration`. Exit codes: commands.hpp.
void add_backup_commands(CLI::App&, int& exit_code);

}  // namespace comptoir
