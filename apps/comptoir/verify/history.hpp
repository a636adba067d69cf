// Which events an order may have, as one table: design.md section 3.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace comptoir::verify {

/// An event, what must have come before it, and what must never stand beside it.
struct Rule {
  std::string_view event;
  std::vector<std::string_view> needs_all;
  std::vector<std::string_view> needs_one;  ///< empty: none
  std::vector<std::string_view> excludes;
};
const std::vector<Rule>& rules();

/// Why these events cannot be one order's; nothing when they can. Streams are independent, so it is a question of which
/// events there are and not of their order; that causes stand before effects is checked in the event store.
std::optional<std::string> breach_of_history(const std::multiset<std::string>& events);

}  // namespace comptoir::verify
