// The verbs `comptoir commandes` and `comptoir commande ID`.
#pragma once
#include <CLI/CLI.hpp>

namespace comptoir {

void add_commandes_command(CLI::App& app, int& exit_code);
void add_commande_command(CLI::App& app, int& exit_code);

}  // namespace comptoir
