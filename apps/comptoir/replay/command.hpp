#pragma once
namespace CLI {
class App;
}

namespace comptoir {

/// `comptoir replay online-retail FILE`: exit code 2 when the file or an option is wrong, 3 when no system is found.
void add_replay_command(CLI::App&, int& exit_code);

}  // namespace comptoir
