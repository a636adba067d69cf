// Which decimals a double carries: those that come out of it as they went in.
#pragma once
#include <optional>
#include <string_view>

namespace comptoir::json {

/// The double nearest to a JSON number, when its shortest text names the same number: 0.1 and 1e300 do, 1e400 does not, nor
/// a whole number of 24 digits. `parsed` is what a parser that is right to 15 digits made of it.
std::optional<double> exact_double(std::string_view text, double parsed);

}  // namespace comptoir::json
