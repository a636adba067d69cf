// Lists as headers and the configuration have them.
#pragma once
#include <string_view>
#include <vector>

namespace comptoir::http {

/// Without the spaces and tabs around it.
std::string_view trimmed(std::string_view text);

/// What stands between commas, trimmed; what is empty is left out. Views of `list`.
std::vector<std::string_view> words(std::string_view list);

}  // namespace comptoir::http
