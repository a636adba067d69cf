#pragma once
namespace CLI {
class App;
}

namespace comptoir {

/// `comptoir lettres list|causes|show|actes|rejouer|ecarter`: exit code 1 when an act stopped, failed or was refused, 3 when
/// no system is found.
void add_lettres_command(CLI::App&, int& exit_code);

}  // namespace comptoir
