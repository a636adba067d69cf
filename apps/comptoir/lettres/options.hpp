// What the verbs of `comptoir lettres` are told.
#pragma once
#include <CLI/CLI.hpp>
#include <optional>
#include <string>

namespace comptoir::lettres {

struct Options {
  std::string where, service;
  std::optional<std::int64_t> id, per_second;
  std::optional<std::string> key, cause;
  std::string state = "en_attente", author, note;
  std::int64_t limit = 100;
  bool as_json = false, rehearsal = false, go_on = false;
};

/// $USER as the system knows it; "" when it does not.
std::string user_name();

void add_place(CLI::App&, Options&);
void add_selection(CLI::App&, Options&);
void add_author(CLI::App&, Options&);

}  // namespace comptoir::lettres
