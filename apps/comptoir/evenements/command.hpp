#pragma once
namespace CLI {
class App;
}

namespace comptoir {

/// `comptoir evenements importer`: exit code 1 when the file does not hold, 3 when no system is found.
void add_evenements_command(CLI::App&, int& exit_code);

}  // namespace comptoir
