#pragma once
namespace CLI {
class App;
}

namespace comptoir {

/// `comptoir audit verify`: exit code 1 when the log is not what was written, 3 when no system is found.
void add_audit_command(CLI::App&, int& exit_code);

}  // namespace comptoir
