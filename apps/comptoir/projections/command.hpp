#pragma once
namespace CLI {
class App;
}

namespace comptoir {

/// `comptoir projections list | status | rebuild | rollback`: exit code 1 when it was refused or failed, 3 when no system
/// is found.
void add_projections_command(CLI::App&, int& exit_code);

}  // namespace comptoir
