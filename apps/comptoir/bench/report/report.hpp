// A result told: as a table, as JSON, as a page with plots.
#pragma once
#include "apps/comptoir/bench/run/run.hpp"

namespace comptoir::bench {

std::string to_table(const Result&);
/// One JSON object; latencies in ms.
std::string to_json(const Result&);
/// One self-contained HTML page.
std::string to_page(const Result&);

}  // namespace comptoir::bench
