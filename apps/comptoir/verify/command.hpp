#pragma once
namespace CLI {
class App;
}

namespace comptoir {

/// `comptoir verify`: exit code 1 when an invariant is broken, 3 when no system is found.
void add_verify_command(CLI::App&, int& exit_code);

}  // namespace comptoir
