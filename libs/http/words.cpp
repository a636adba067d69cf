#include "libs/http/words.hpp"

#include <algorithm>

namespace comptoir::http {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> words(std::string_view list) {
  std::vector<std::string_view> out;
  while (!list.empty()) {
    const auto between = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), between.size() + 1));
    if (const auto word = trimmed(between); !word.empty()) out.push_back(word);
  }
  return out;
}

}  // namespace comptoir::http
