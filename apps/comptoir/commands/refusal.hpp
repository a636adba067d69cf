// What is wrong with a command line, in French, and the next step. CLI11 speaks English.
#pragma once
#include <CLI/CLI.hpp>

namespace comptoir {

inline constexpr int kWrongCommandLine = 2;

/// The words of --help that CLI11 writes itself. Before any verb is added: they inherit them.
void speak_french(CLI::App& app);

/// The heading of the list of verbs. After all are added.
void group_verbs(CLI::App& app);

/// Prints the help that was asked for, or what is wrong and what to do. Answers the exit code: 0 or kWrongCommandLine.
int answer_refusal(CLI::App& app, const CLI::ParseError& error);

}  // namespace comptoir
