#include "libs/base/nearest.hpp"

#include <algorithm>
#include <numeric>

namespace comptoir {
namespace {

constexpr std::size_t kMaxWord = 64;  // bytes; a longer one resembles nothing

}  // namespace

std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto changed = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, changed}));
    }
  }
  return row.back();
}

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& names) {
  if (word.size() > kMaxWord || names.empty()) return std::nullopt;
  const auto best = std::ranges::min_element(names, {}, [&](const auto& name) { return edits(word, name); });
  if (edits(word, *best) > std::max<std::size_t>(1, word.size() * 2 / 5)) return std::nullopt;
  return *best;
}

}  // namespace comptoir
