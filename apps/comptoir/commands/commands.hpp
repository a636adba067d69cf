// The program's verbs: each adds itself to the command line, and sets `exit_code` when it has run.
// 0 done, 1 failed, 2 the configuration or the command line is wrong, 3 nothing runs there.
#pragma once
namespace CLI {
class App;
}

namespace comptoir {

void add_config_command(CLI::App&, int& exit_code);
void add_serve_command(CLI::App&, int& exit_code);
void add_up_command(CLI::App&, int& exit_code);
void add_down_command(CLI::App&, int& exit_code);
void add_status_command(CLI::App&, int& exit_code);
void add_clients_command(CLI::App&, int& exit_code);

inline constexpr int kNothingRuns = 3;

}  // namespace comptoir
