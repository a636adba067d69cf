// "Vouliez-vous dire … ?"
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace comptoir {

/// Levenshtein's distance.
std::size_t edits(std::string_view a, std::string_view b);

/// The one of `names` that takes the fewest edits from `word`; nothing when even that is another word.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& names);

}  // namespace comptoir
