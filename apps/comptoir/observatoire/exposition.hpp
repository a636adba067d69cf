// Prometheus text, as /metrics answers it, made into the few numbers that the page shows.
#pragma once
#include <map>
#include <string>
#include <string_view>

namespace comptoir::observatoire {

/// Key -> value. A key is a word and the values of some labels: "tete:stock.evenements", "position:stock:vente.evenements".
using Numbers = std::map<std::string, double>;

/// Adds what `text` says to `numbers`, by the table in exposition.cpp; what is not in the table is skipped, and so is a
/// line that is no sample.
void read_exposition(std::string_view text, Numbers& numbers);

}  // namespace comptoir::observatoire
