#pragma once
namespace CLI {
class App;
}

namespace comptoir {

/// `comptoir demo`: exit code 0 only when every order ended as documented and every invariant holds.
void add_demo_command(CLI::App&, int& exit_code);

}  // namespace comptoir
