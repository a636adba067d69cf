#pragma once
namespace CLI {
class App;
}

namespace comptoir {

/// `comptoir bench journal`, a verb of `bench`: appends to the global log of a system that runs, then reads projections.
void add_journal_command(CLI::App& bench, int& exit_code);

}  // namespace comptoir
