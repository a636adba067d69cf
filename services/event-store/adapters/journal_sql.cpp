#include "services/event-store/adapters/journal_sql.hpp"

#include "libs/bus/envelope.hpp"
#include "libs/postgres/copy.hpp"
#include "services/event-store/app/origine.hpp"
#include "services/event-store/domain/chaine.hpp"

namespace comptoir::event_store {
namespace {

constexpr std::int16_t kLargeur = 14;  // columns
constexpr const char* kCopie =
    "COPY evenements (global_position, version, event_id, aggregate_id, event_type, source, correlation_id, "
    "horodatage, enregistre_le, stream, seq, empreinte, enveloppe, hash) FROM STDIN (FORMAT binary)";

// A COPY takes three round trips, an INSERT none: it goes with the commit. From about here on, the COPY's lighter work for
// each row wins.
constexpr std::size_t kPetitLot = 32;
constexpr const char* kInsertion =
    "INSERT INTO evenements (global_position, version, event_id, aggregate_id, event_type, source, correlation_id, "
    "horodatage, enregistre_le, stream, seq, empreinte, enveloppe, hash) "
    "SELECT p, v, i, a, t, so, c, h, e, nullif(st, ''), nullif(sq, 0), CASE st WHEN '' THEN em END, en, ha "
    "FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], "
    "$8::timestamptz[], $9::timestamptz[], $10::text[], $11::bigint[], $12::text[], $13::bytea[], $14::bytea[]) "
    "AS r(p, v, i, a, t, so, c, h, e, st, sq, em, en, ha)";

std::vector<std::string> texts(const std::set<std::string>& keys) { return {keys.begin(), keys.end()}; }

std::string_view octets(const Digest& d) { return {reinterpret_cast<const char*>(d.data()), d.size()}; }

constexpr bool kPostes = true, kDesServices = false;

// The last version by one descent of the index each, however long the aggregate.
void load_versions(postgres::Connection& sql, Origine& origine, const std::vector<std::string>& aggregates,
                   bool postes) {
  if (aggregates.empty()) return;
  const auto rows = sql.run("SELECT a, (SELECT e.version FROM evenements e WHERE e.aggregate_id = a AND e." +
                                std::string(origine_sql(postes)) +
                                " ORDER BY e.version DESC LIMIT 1) AS v FROM unnest($1::text[]) AS a",
                            {aggregates});
  for (int i = 0; i < rows.rows(); ++i)
    if (!rows.is_null(i, 1)) origine.versions[rows.string(i, 0)] = rows.integer(i, 1);
}

postgres::Later ask_connus(postgres::Connection& sql, const std::set<std::string>& event_ids, bool postes) {
  return sql.post(
      "SELECT event_id, global_position, version, coalesce(empreinte, '') FROM evenements WHERE event_id = ANY($1) "
      "AND " +
          std::string(origine_sql(postes)),
      {texts(event_ids)});
}

void load_connus(const postgres::Result& rows, Origine& origine) {
  for (int i = 0; i < rows.rows(); ++i)
    origine.connus[rows.string(i, 0)] = {rows.integer(i, 1), rows.integer(i, 2), rows.string(i, 3)};
}

// What was posted is looked for among both: an id, an aggregate that is a service's is refused.
void charger_postes(postgres::Connection& sql, Lot& lot, const Besoins& besoins) {
  if (besoins.aggregates_postes.empty()) return;
  const auto connus = ask_connus(sql, besoins.ids_postes, kPostes);
  load_versions(sql, lot.postes, texts(besoins.aggregates_postes), kPostes);
  load_connus(connus.get(), lot.postes);
}

std::set<std::string> ensemble(std::set<std::string> a, const std::set<std::string>& b) {
  a.insert(b.begin(), b.end());
  return a;
}

// Partitions are made when half of the last one is used: long before they are needed, while writing goes on.
void make_partitions(postgres::Connection& sql, Tete& tete, std::int64_t partition) {
  for (; tete.fin - tete.position <= partition / 2; tete.fin += partition)
    sql.run("SELECT creer_partition($1, $2)", {tete.fin, tete.fin + partition});
}

// A posted event gets the envelope it would have had on a stream.
std::string enveloppe(const Rangee& r) {
  bus::Envelope e;
  e.event_id = r.event_id;
  e.event_type = r.event_type;
  e.aggregate_id = r.aggregate_id;
  e.timestamp = r.horodatage;
  e.source = r.source;
  e.schema_version = bus::newest_version(r.event_type);
  e.correlation_id = r.correlation_id;
  e.cle = r.aggregate_id;
  return bus::encode(e, r.data);
}

void add(postgres::CopyRows& rows, const Rangee& r) {
  rows.row();
  rows.integer(r.place.position), rows.integer(r.place.version);
  for (const auto* text : {&r.event_id, &r.aggregate_id, &r.event_type, &r.source, &r.correlation_id}) rows.text(*text);
  rows.instant(r.horodatage), rows.instant(r.enregistre_le);
  if (r.stream.empty()) {
    rows.null(), rows.null(), rows.text(r.place.empreinte);
  } else {
    rows.text(r.stream), rows.integer(r.seq), rows.null();
  }
  rows.bytes(r.enveloppe), rows.bytes(octets(r.hash));
}

// Column by column, as unnest takes them.
struct Colonnes {
  std::vector<std::int64_t> positions, versions, seqs;
  std::vector<std::string> event_ids, aggregates, types, sources, correlations, streams, empreintes, enveloppes, hashes;
  std::vector<Instant> horodatages, enregistres;

  void add(const Rangee& r) {
    positions.push_back(r.place.position), versions.push_back(r.place.version), seqs.push_back(r.seq);
    event_ids.push_back(r.event_id), aggregates.push_back(r.aggregate_id), types.push_back(r.event_type);
    sources.push_back(r.source), correlations.push_back(r.correlation_id), streams.push_back(r.stream);
    empreintes.push_back(r.place.empreinte), enveloppes.push_back(r.enveloppe);
    hashes.emplace_back(octets(r.hash));
    horodatages.push_back(r.horodatage), enregistres.push_back(r.enregistre_le);
  }
};

void inserer(postgres::Connection& sql, const std::vector<Rangee>& rangees) {
  using postgres::Param;
  Colonnes k;
  for (const auto& r : rangees) k.add(r);
  sql.post(kInsertion,
           {k.positions, k.versions, k.event_ids, k.aggregates, k.types, k.sources, k.correlations, k.horodatages,
            k.enregistres, k.streams, k.seqs, k.empreintes, Param::bytes(k.enveloppes), Param::bytes(k.hashes)});
}

Tete tete_de(const postgres::Result& row) {
  Tete t;
  t.position = row.integer(0, 0);
  std::ranges::copy(row.text(0, 1), t.hash.begin());
  t.enregistre_le = row.instant(0, 2);
  t.epoque = row.integer(0, 3);
  t.fin = row.integer(0, 4);
  return t;
}

}  // namespace

Tete prendre(postgres::Connection& sql, std::int64_t partition) {
  postgres::Transaction tx(sql);
  auto tete =
      tete_de(tx.run("UPDATE tete SET epoque = epoque + 1 RETURNING position, hash, enregistre_le, epoque, "
                     "(SELECT max(fin) FROM partitions)"));
  make_partitions(sql, tete, partition);
  tx.commit();
  return tete;
}

std::int64_t tete_du_journal(postgres::Connection& sql) { return sql.run("SELECT position FROM tete").integer(0, 0); }

Lot charger(postgres::Connection& sql, const Tete& tete, const Besoins& besoins, const Versions& versions) {
  Lot lot;
  lot.position = tete.position;
  const auto connus = ask_connus(sql, ensemble(besoins.event_ids, besoins.ids_postes), kDesServices);
  const auto aggregates = ensemble(besoins.aggregates, besoins.aggregates_postes);
  load_versions(sql, lot.services, versions.donner(lot.services, aggregates), kDesServices);
  load_connus(connus.get(), lot.services);
  charger_postes(sql, lot, besoins);
  return lot;
}

Digest sceller(Rangee& r, const Digest& precedent, Instant enregistre_le) {
  if (r.enveloppe.empty()) r.enveloppe = enveloppe(r);
  r.enregistre_le = enregistre_le;
  Maillon m;
  m.position = r.place.position, m.version = r.place.version, m.seq = r.seq;
  m.enregistre_le = r.enregistre_le, m.horodatage = r.horodatage;
  m.event_id = r.event_id, m.aggregate_id = r.aggregate_id, m.event_type = r.event_type, m.source = r.source;
  m.correlation_id = r.correlation_id, m.stream = r.stream, m.empreinte = r.place.empreinte;
  m.enveloppe = r.enveloppe;
  return r.hash = maillon_suivant(precedent, m);
}

void inscrire(postgres::Connection& sql, Tete& tete, const std::vector<Rangee>& rangees, std::int64_t partition) {
  make_partitions(sql, tete, partition);
  if (rangees.size() <= kPetitLot) return inserer(sql, rangees);
  postgres::CopyRows rows(kLargeur);
  for (const auto& rangee : rangees) add(rows, rangee);
  sql.copy_in(kCopie, std::move(rows).finish());
}

Avance avancer(postgres::Connection& sql, const Tete& de, const Tete& a) {
  return Avance(
      sql.post("UPDATE tete SET position = $1, hash = $2, enregistre_le = $3 WHERE position = $4 AND epoque = $5",
               {a.position, postgres::Param::bytes(octets(a.hash)), a.enregistre_le, de.position, de.epoque}));
}

Tete ecrire(postgres::Connection& sql, const Tete& tete, Lot& lot, Instant now, std::int64_t partition) {
  if (lot.nouvelles.empty()) return tete;
  Tete apres = tete;
  apres.position = lot.position;
  apres.enregistre_le = std::max(now, tete.enregistre_le);  // a clock set back does not reach into the log
  for (auto& rangee : lot.nouvelles) apres.hash = sceller(rangee, apres.hash, apres.enregistre_le);
  const auto avance = avancer(sql, tete, apres);
  inscrire(sql, apres, lot.nouvelles, partition);
  avance.exiger();
  return apres;
}

}  // namespace comptoir::event_store
