#include "apps/comptoir/verify/unreadable.hpp"

#include "libs/bus/envelope.hpp"
#include "libs/json/fields.hpp"
#include "services/event-store/app/projections/replis.hpp"

namespace comptoir::verify {
namespace {

namespace projections = event_store::projections;

constexpr std::int64_t kPage = 2'000;

/// What a projection reads of an event, by the code that it reads it with; throws when it cannot be read.
void read_as_projections_do(const projections::Evenement& e) {
  projections::CumulVentes sales;
  projections::CumulStock stock;
  projections::CumulSoldes balances;
  const auto is = [&](auto... types) { return ((e.event_type == types) || ...); };
  projections::fait_de(e);
  projections::pas_de(e);
  if (is("VenteConfirmee")) projections::ajouter(sales, e);
  if (is("StockRecu", "StockAjuste", "StockReserve", "StockLibere", "VenteConfirmee")) projections::ajouter(stock, e);
  if (is("ClientCree", "ClientCredite", "ClientDebite", "PaiementAccepte", "PaiementRembourse"))
    projections::ajouter(balances, e);
}

// "" when it can be read, else why not. Columns: 1 id, 2 type, 3 envelope, 4 true when a service told it: what is posted need
// not be as the contract says.
std::string why_not(const postgres::Result& rows, int i) try {
  const auto envelope = bus::decode(rows.text(i, 3));
  if (rows.boolean(i, 4))
    read_as_projections_do(
        {0, rows.text(i, 1), rows.text(i, 2), envelope.aggregate_id, envelope.timestamp, rows.text(i, 3)});
  return "";
} catch (const std::exception& e) {
  return e.what();
}

std::string named(const std::string& where, const postgres::Result& rows, int i, const std::string& why) {
  return where + ", événement " + rows.string(i, 1) + " (" + rows.string(i, 2) + ") illisible : " + why;
}

void look_at_store(Unreadable& out, postgres::Connection& store) {
  for (std::int64_t after = 0;;) {
    const auto rows = store.run(
        "SELECT global_position, event_id, event_type, enveloppe, stream IS NOT NULL FROM evenements WHERE "
        "global_position > $1 "
        "ORDER BY global_position LIMIT $2",
        {after, kPage});
    for (int i = 0; i < rows.rows(); ++i) {
      after = rows.integer(i, 0);
      const auto why = why_not(rows, i);
      if (why.empty()) continue;
      out.places.positions.push_back(after);
      out.named.push_back(named("event-store, position " + std::to_string(after), rows, i, why));
    }
    if (rows.rows() < kPage) return;
  }
}

void look_at_stream(Unreadable& out, postgres::Connection& sql, const std::string& service, const std::string& stream) {
  for (std::int64_t after = INT64_MIN;;) {
    const auto rows = sql.run(
        "SELECT seq, event_id, event_type, enveloppe, true FROM journal WHERE stream = $1 AND seq > $2 ORDER BY seq "
        "LIMIT $3",
        {stream, after, kPage});
    for (int i = 0; i < rows.rows(); ++i) {
      after = rows.integer(i, 0);
      const auto why = why_not(rows, i);
      if (why.empty()) continue;
      out.places.entries.push_back(stream + ' ' + std::to_string(after));
      out.named.push_back(named(service + ", " + out.places.entries.back(), rows, i, why));
    }
    if (rows.rows() < kPage) return;
  }
}

}  // namespace

Unreadable find_unreadable(Databases& databases) {
  Unreadable out;
  look_at_store(out, databases.of("event-store"));
  for (const auto& service : databases.services()) {
    auto& sql = databases.of(service);
    const auto streams = sql.run("SELECT DISTINCT stream FROM journal ORDER BY 1");
    for (int i = 0; i < streams.rows(); ++i) look_at_stream(out, sql, service, streams.string(i, 0));
  }
  return out;
}

}  // namespace comptoir::verify
