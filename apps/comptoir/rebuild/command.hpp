#pragma once
namespace CLI {
class App;
}

namespace comptoir {

/// `comptoir rebuild SERVICE`: exit code 1 when it refuses or fails, 3 when there is no system to rebuild in.
void add_rebuild_command(CLI::App&, int& exit_code);

}  // namespace comptoir
