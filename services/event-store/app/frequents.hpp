// How the log is read by type and by source: the few that make up most of it have no index.
#pragma once
#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace comptoir::event_store {

/// What an order that ends well is made of. A walk along the positions meets one of them every few events, so it fills a
/// page as an index would, and the index would be written once more for each. As step 12 of the migrations has them.
inline constexpr std::string_view kTypesFrequents[] = {"CommandeCreee", "StockReserve", "PaiementAccepte",
                                                       "VenteConfirmee"};
inline constexpr std::string_view kSourcesFrequentes[] = {"panier-service", "stock-service", "client-service",
                                                          "ventes-service"};

/// Those that the column's index leaves out; none where it has them all.
inline std::span<const std::string_view> frequents_de(std::string_view colonne) {
  if (colonne == "event_type") return kTypesFrequents;
  if (colonne == "source") return kSourcesFrequentes;
  return {};
}

/// To add to a condition `colonne = …` on these values: "" when one of them is frequent, else the words by which the
/// planner knows that the index has them all. Empty for a column that has a whole index.
inline std::string par_index_partiel(std::string_view colonne, std::span<const std::string> valeurs) {
  const auto frequents = frequents_de(colonne);
  const auto est_frequent = [&](const std::string& v) { return std::ranges::find(frequents, v) != frequents.end(); };
  if (frequents.empty() || std::ranges::any_of(valeurs, est_frequent)) return "";
  std::string sql = " AND " + std::string(colonne) + " <> ALL ('{";
  for (const auto f : frequents) sql.append(f).push_back(',');
  sql.back() = '}';
  return sql + "')";
}

}  // namespace comptoir::event_store
