// Names that every path, file and terminal can carry: ids of events and aggregates, and who tells them.
#pragma once
#include <algorithm>
#include <string_view>

namespace comptoir::event_store {

inline constexpr std::size_t kMaxIdentifiant = 200;
/// The same as a pattern, for those who are refused and for the contract.
inline constexpr std::string_view kFormeIdentifiant = "[A-Za-z0-9][A-Za-z0-9._:~-]*";

/// Letters, digits and what a path segment takes as it is; neither "." nor "..", for it begins with a letter or a digit.
inline bool est_identifiant(std::string_view id) {
  const auto alphanumerique = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  };
  const auto permis = [&](char c) {
    return alphanumerique(c) || std::string_view("._:~-").find(c) != std::string_view::npos;
  };
  return !id.empty() && id.size() <= kMaxIdentifiant && alphanumerique(id.front()) && std::ranges::all_of(id, permis);
}

/// Words that stand where the id of an event stands in a path: an event of that id could never be read.
inline constexpr std::string_view kMotsDeRoute[] = {"export", "flux", "projections"};

inline bool est_mot_de_route(std::string_view id) {
  return std::ranges::find(kMotsDeRoute, id) != std::end(kMotsDeRoute);
}

}  // namespace comptoir::event_store
