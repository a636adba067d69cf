// The sample of real invoices that comes with the program.
#pragma once
#include <filesystem>

namespace comptoir::demo {

/// Looks in ./data, then beside and above the program; throws Permanent that names the places.
std::filesystem::path find_sample();

}  // namespace comptoir::demo
