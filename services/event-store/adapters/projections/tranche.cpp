#include "services/event-store/adapters/projections/tranche.hpp"

#include <algorithm>

namespace comptoir::event_store::projections {
namespace {

std::vector<std::string> liste(const std::set<std::string, std::less<>>& types) { return {types.begin(), types.end()}; }

}  // namespace

Tranche::Tranche(postgres::Connection& sql, std::int64_t apres, std::int64_t jusqua, const Types& types)
    : Tranche(sql.run("SELECT global_position, event_id, event_type, aggregate_id, horodatage, "
                      "CASE WHEN event_type = ANY($4) THEN enveloppe END FROM evenements "
                      "WHERE global_position > $1 AND global_position <= $2 AND event_type = ANY($3) "
                      "AND stream IS NOT NULL "
                      "ORDER BY global_position",
                      {apres, jusqua, liste(types.tous), liste(types.lus)})) {}

Tranche::Tranche(postgres::Connection& sql, const std::vector<std::int64_t>& positions)
    : Tranche(sql.run("SELECT global_position, event_id, event_type, aggregate_id, horodatage, enveloppe "
                      "FROM evenements WHERE global_position = ANY($1) AND stream IS NOT NULL ORDER BY global_position",
                      {positions})) {}

Tranche::Tranche(postgres::Result rows) : rows_(std::move(rows)) {
  evenements_.reserve(static_cast<std::size_t>(rows_.rows()));
  for (int i = 0; i < rows_.rows(); ++i)
    evenements_.push_back({rows_.integer(i, 0), rows_.text(i, 1), rows_.text(i, 2), rows_.text(i, 3),
                           rows_.instant(i, 4), rows_.text(i, 5)});
}

std::vector<Evenement> Tranche::de_types(std::span<const std::string_view> types) const {
  std::vector<Evenement> out;
  std::copy_if(evenements_.begin(), evenements_.end(), std::back_inserter(out),
               [&](const Evenement& e) { return std::find(types.begin(), types.end(), e.event_type) != types.end(); });
  return out;
}

std::vector<std::string> agregats(std::span<const Evenement> evenements) {
  std::set<std::string_view> uniques;
  for (const auto& e : evenements) uniques.insert(e.aggregate_id);
  return {uniques.begin(), uniques.end()};
}

}  // namespace comptoir::event_store::projections
