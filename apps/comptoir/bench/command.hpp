#pragma once
namespace CLI {
class App;
}

namespace comptoir {

/// `comptoir bench`: exit code 1 when the run is void or an invariant is broken, and then without a figure.
void add_bench_command(CLI::App&, int& exit_code);

}  // namespace comptoir
