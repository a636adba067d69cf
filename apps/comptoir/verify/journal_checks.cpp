#include "apps/comptoir/verify/checks.hpp"

namespace comptoir::verify {
namespace {

Finding dense(const Evidence& e) {
  std::int64_t events = 0;
  Finding f;
  for (const auto& service : e.databases.services()) {
    const auto rows = e.databases.of(service).run(
        "SELECT stream, count(*), min(seq), max(seq), count(DISTINCT event_id) FROM journal GROUP BY stream, "
        "partition");
    for (int i = 0; i < rows.rows(); ++i) {
      const auto count = rows.integer(i, 1);
      events += count;
      if (rows.integer(i, 2) != 1 || rows.integer(i, 3) != count || rows.integer(i, 4) != count)
        f.breach(rows.string(i, 0) + " : " + std::to_string(count) + " événements, de " +
                 std::to_string(rows.integer(i, 2)) + " à " + std::to_string(rows.integer(i, 3)) + ", " +
                 std::to_string(rows.integer(i, 4)) + " identifiants");
    }
  }
  f.figures = std::to_string(events) + " événements";
  return f;
}

Finding positions(const Evidence& e) {
  Finding f{std::to_string(e.databases.heads().size()) + " journaux, " + std::to_string(e.databases.gaps().size()) +
            " retards"};
  const auto newest = e.databases.newest_heads();
  for (const auto& gap : e.databases.gaps()) {
    const auto head = newest.find(gap.stream);
    if (head == newest.end() || gap.position > head->second)
      f.breach(gap.service + " est à " + std::to_string(gap.position) + " de " + gap.stream + ", qui finit à " +
               std::to_string(gap.head));
  }
  return f;
}

/// stream -> "count digest" of its events, in order, bytes included.
using Digests = std::map<std::string, std::string>;

void add_digests(Digests& digests, postgres::Connection& c, const std::string& table) {
  const auto rows = c.run(
      "SELECT stream, count(*) || ' ' || md5(string_agg(seq || event_id || md5(enveloppe), '' ORDER BY seq)) FROM " +
      table + " WHERE stream IS NOT NULL GROUP BY stream");
  for (int i = 0; i < rows.rows(); ++i) digests[rows.string(i, 0)] = rows.string(i, 1);
}

Finding event_store(const Evidence& e) {
  Digests told, stored;
  for (const auto& service : e.databases.services()) add_digests(told, e.databases.of(service), "journal");
  add_digests(stored, e.databases.of("event-store"), "evenements");
  const auto count =
      e.databases.of("event-store").run("SELECT count(*), coalesce(max(global_position), 0) FROM evenements");
  Finding f{std::to_string(count.integer(0, 0)) + " événements gardés"};
  if (count.integer(0, 0) != count.integer(0, 1))
    f.breach("positions globales jusqu'à " + std::to_string(count.integer(0, 1)));
  for (const auto& [stream, digest] : told)
    if (stored[stream] != digest) f.breach(stream + " : journal " + digest + ", event-store " + stored[stream]);
  for (const auto& [stream, digest] : stored)
    if (!told.contains(stream)) f.breach(stream + " : sans journal");
  return f;
}

Finding causes(const Evidence& e) {
  auto& store = e.databases.of("event-store");
  // The cause stands before the data, which may be long: where the data begin early, the rest is not even unpacked.
  const auto effects = store.run(R"sql(
WITH heads AS (
  SELECT global_position p, event_id i, CASE WHEN position('"data"'::bytea IN h) > 0 THEN h ELSE enveloppe END h
  FROM evenements, LATERAL substring(enveloppe FROM 1 FOR 1024) h
  WHERE stream IS NOT NULL OFFSET 0),
effects AS MATERIALIZED (
  SELECT p, i, substring(encode(h, 'escape') FROM '"causation":\{"event_id":"([^"]+)"') cause
  FROM heads WHERE position('"causation"'::bytea IN h) > 0)
SELECT count(*), coalesce(string_agg(format('%s : sa cause %s vient après ou manque', i, cause), E'\n')
       FILTER (WHERE c.global_position IS NULL OR c.global_position >= p), '')
FROM effects LEFT JOIN evenements c ON c.event_id = cause AND c.stream IS NOT NULL)sql");
  Finding f{std::to_string(effects.integer(0, 0)) + " effets"};
  if (const auto wrong = effects.string(0, 1); !wrong.empty()) f.breach(wrong.substr(0, wrong.find('\n')));
  return f;
}

void add_waiting(Finding& f, const std::string& service, postgres::Connection& sql) {
  const auto rows = sql.run(
      "SELECT min(raison), count(*), min(event_type) FROM lettres_mortes WHERE etat = 'en_attente' AND seq > 0 "
      "GROUP BY cause ORDER BY cause");
  for (int i = 0; i < rows.rows(); ++i)
    f.breach(service + " : " + std::to_string(rows.integer(i, 1)) + " × " + rows.string(i, 2) + ", " +
             rows.string(i, 0));
}

Finding dead_letters(const Evidence& e) {
  std::int64_t waiting = 0, replayed = 0, discarded = 0;
  Finding f;
  for (const auto& service : e.databases.services()) {
    auto& sql = e.databases.of(service);
    const auto counts = sql.run(
        "SELECT count(*) FILTER (WHERE etat = 'en_attente'), count(*) FILTER (WHERE etat = 'rejouee'), "
        "count(*) FILTER (WHERE etat = 'ecartee') FROM lettres_mortes");
    waiting += counts.integer(0, 0);
    replayed += counts.integer(0, 1);
    discarded += counts.integer(0, 2);
    add_waiting(f, service, sql);
  }
  f.figures = std::to_string(waiting) + " en attente, " + std::to_string(replayed) + " rejouées, " +
              std::to_string(discarded) + " écartées";
  return f;
}

Finding letters_in_order(const Evidence& e) {
  Finding f{"par service et par clé"};
  for (const auto& service : e.databases.services())
    breaches_from(f, e.databases.of(service).run(R"sql(
SELECT format('%s : la lettre %s est rejouée, %s attend encore', cle, max(id) FILTER (WHERE etat = 'rejouee'),
              min(id) FILTER (WHERE etat = 'en_attente'))
FROM lettres_mortes WHERE cle <> '' GROUP BY cle
HAVING max(id) FILTER (WHERE etat = 'rejouee') > min(id) FILTER (WHERE etat = 'en_attente'))sql"));
  return f;
}

constexpr Check kChecks[] = {
    {"journaux denses", "chaque journal compte 1, 2, 3… sans trou ni doublon", When::always, dense},
    {"positions", "nul n'a lu plus loin qu'un journal", When::always, positions},
    {"event-store", "l'event-store est l'union des journaux, octet pour octet", When::at_rest, event_store},
    {"causes", "aucun effet n'y vient avant sa cause", When::always, causes},
    {"lettres mortes", "aucun événement d'un journal n'attend d'être rejoué ou écarté", When::always, dead_letters},
    {"ordre des lettres", "aucune n'est rejouée avant une plus ancienne de sa clé", When::always, letters_in_order},
};

}  // namespace

std::span<const Check> journal_checks() { return kChecks; }

}  // namespace comptoir::verify
