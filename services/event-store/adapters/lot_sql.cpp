#include "services/event-store/adapters/lot_sql.hpp"

#include "libs/bus/envelope.hpp"

namespace comptoir::event_store {
namespace {

using Ids = std::vector<std::int64_t>;
using Texts = std::vector<std::string>;

Texts texts(const std::set<std::string>& keys) { return {keys.begin(), keys.end()}; }

// The last version by one descent of the index each, however long the aggregate.
void load_versions(postgres::Connection& sql, Lot& lot, const Besoins& besoins) {
  const auto rows = sql.run(
      "SELECT a, (SELECT e.version FROM evenements e WHERE e.aggregate_id = a ORDER BY e.version DESC LIMIT 1) AS v "
      "FROM unnest($1::text[]) AS a",
      {texts(besoins.aggregates)});
  for (int i = 0; i < rows.rows(); ++i)
    if (!rows.is_null(i, 1)) lot.versions[rows.string(i, 0)] = rows.integer(i, 1);
}

void load_connus(postgres::Connection& sql, Lot& lot, const Besoins& besoins) {
  if (besoins.event_ids.empty()) return;
  const auto rows = sql.run(
      "SELECT event_id, global_position, version, coalesce(empreinte, '') FROM evenements WHERE event_id = ANY($1)",
      {texts(besoins.event_ids)});
  for (int i = 0; i < rows.rows(); ++i)
    lot.connus[rows.string(i, 0)] = {rows.integer(i, 1), rows.integer(i, 2), rows.string(i, 3)};
}

struct Colonnes {
  Ids positions, versions, seqs;
  Texts event_ids, aggregates, types, sources, correlations, streams, empreintes, enveloppes;
  std::vector<Instant> horodatages;

  void add(const Rangee& r) {
    positions.push_back(r.place.position), versions.push_back(r.place.version), seqs.push_back(r.seq);
    event_ids.push_back(r.event_id), aggregates.push_back(r.aggregate_id), types.push_back(r.event_type);
    sources.push_back(r.source), correlations.push_back(r.correlation_id), streams.push_back(r.stream);
    empreintes.push_back(r.place.empreinte), enveloppes.push_back(enveloppe_de(r));
    horodatages.push_back(r.horodatage);
  }
};

}  // namespace

std::string enveloppe_de(const Rangee& r) {
  if (!r.enveloppe.empty()) return r.enveloppe;
  bus::Envelope e;
  e.event_id = r.event_id;
  e.event_type = r.event_type;
  e.aggregate_id = r.aggregate_id;
  e.timestamp = r.horodatage;
  e.source = r.source;
  e.correlation_id = r.correlation_id;
  e.cle = r.aggregate_id;
  return bus::encode(e, r.data);
}

Lot load(postgres::Connection& sql, const Besoins& besoins) {
  Lot lot;
  lot.position = sql.run("SELECT coalesce(max(global_position), 0) FROM evenements").integer(0, 0);
  load_versions(sql, lot, besoins);
  load_connus(sql, lot, besoins);
  return lot;
}

void write(postgres::Connection& sql, const Lot& lot, Instant now) {
  if (lot.nouvelles.empty()) return;
  Colonnes k;
  for (const auto& rangee : lot.nouvelles) k.add(rangee);
  sql.run(
      "INSERT INTO evenements (global_position, event_id, aggregate_id, version, event_type, source, horodatage, "
      "correlation_id, stream, seq, empreinte, enveloppe, enregistre_le) "
      "SELECT p, i, a, v, t, s, h, c, nullif(f, ''), nullif(q, 0), nullif(e, ''), b, $13 "
      "FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::timestamptz[], "
      "$8::text[], $9::text[], $10::bigint[], $11::text[], $12::bytea[]) AS l(p, i, a, v, t, s, h, c, f, q, e, b)",
      {k.positions, k.event_ids, k.aggregates, k.versions, k.types, k.sources, k.horodatages, k.correlations, k.streams,
       k.seqs, k.empreintes, postgres::Param::bytes(k.enveloppes), now});
}

}  // namespace comptoir::event_store
