// A progress bar for a terminal.
#pragma once
#include <cstddef>
#include <string>

namespace comptoir {

/// "████░░ 42 % 4200/10000"; full when there is nothing to do.
std::string bar(std::size_t done, std::size_t total);

}  // namespace comptoir
