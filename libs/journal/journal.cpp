#include "libs/journal/journal.hpp"

#include "libs/bus/streams.hpp"

namespace comptoir::journal {
namespace {

constexpr postgres::Migration kMigrations[] = {{1, R"sql(
CREATE TABLE journal (
  stream       text   NOT NULL,
  partition    bigint NOT NULL,
  seq          bigint NOT NULL CHECK (seq > 0),
  event_id     text   NOT NULL,
  event_type   text   NOT NULL,
  aggregate_id text   NOT NULL,
  cle          text   NOT NULL,
  enveloppe    bytea  NOT NULL,
  PRIMARY KEY (stream, partition, seq)
);
CREATE TABLE positions (
  stream    text   NOT NULL,
  partition bigint NOT NULL,
  seq       bigint NOT NULL,
  PRIMARY KEY (stream, partition)
) WITH (fillfactor = 50);
CREATE TABLE lettres_mortes (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  stream     text   NOT NULL,
  partition  bigint NOT NULL,
  seq        bigint NOT NULL,
  entree     text   NOT NULL,
  cle        text   NOT NULL,
  event_id   text   NOT NULL,
  event_type text   NOT NULL,
  enveloppe  bytea  NOT NULL,
  raison     text   NOT NULL,
  tentatives bigint NOT NULL,
  etat       text   NOT NULL DEFAULT 'en_attente' CHECK (etat IN ('en_attente', 'rejouee', 'ecartee')),
  depuis     timestamptz NOT NULL DEFAULT now(),
  UNIQUE (stream, partition, seq, entree)
);
CREATE INDEX lettres_mortes_cle ON lettres_mortes (cle, id) WHERE etat = 'en_attente';
CREATE TABLE idempotence (
  cle       text   PRIMARY KEY,
  empreinte text   NOT NULL,
  statut    bigint NOT NULL,
  corps     text   NOT NULL,
  lieu      text   NOT NULL,
  le        timestamptz NOT NULL DEFAULT now()
);
)sql"},
                                               {2, R"sql(
-- Letters that differ by their ids and amounts only have one cause: what the first line of the reason says.
CREATE FUNCTION cause_de_lettre(raison text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
  regexp_replace(regexp_replace(split_part(raison, E'\n', 1), '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'U', 'g'), '[0-9]+', 'N', 'g');
CREATE TABLE lettres_actes (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  genre       text NOT NULL CHECK (genre IN ('rejeu', 'essai', 'ecart')),
  auteur      text NOT NULL CHECK (auteur <> ''),
  note        text NOT NULL CHECK (note <> ''),
  lettre      bigint,
  cle         text,
  cause       text,
  par_seconde bigint,
  continuer   boolean NOT NULL,
  debut       timestamptz NOT NULL DEFAULT clock_timestamp(),
  fin         timestamptz,
  issue       text NOT NULL DEFAULT 'en_cours' CHECK (issue IN ('en_cours', 'terminee', 'arretee', 'interrompue')),
  total       bigint NOT NULL,
  faites      bigint NOT NULL DEFAULT 0,
  echecs      bigint NOT NULL DEFAULT 0,
  detail      text NOT NULL DEFAULT '',
  essais      text NOT NULL DEFAULT '[]'
);
CREATE UNIQUE INDEX lettres_actes_un_seul ON lettres_actes (issue) WHERE issue = 'en_cours';
ALTER TABLE lettres_mortes
  ADD COLUMN cause text NOT NULL GENERATED ALWAYS AS (cause_de_lettre(raison)) STORED,
  ADD COLUMN causes text[] NOT NULL DEFAULT '{}',
  ADD COLUMN acte bigint REFERENCES lettres_actes,
  ADD COLUMN traitee_le timestamptz;
CREATE INDEX lettres_mortes_attente ON lettres_mortes (id) WHERE etat = 'en_attente';
)sql"},
                                               {3, R"sql(
-- What was there before had one partition. An act is one partition's.
CREATE TABLE decoupage (partitions bigint NOT NULL CHECK (partitions >= 1));
CREATE UNIQUE INDEX decoupage_un_seul ON decoupage ((true));
INSERT INTO decoupage SELECT 1 WHERE EXISTS (SELECT FROM journal) OR EXISTS (SELECT FROM positions WHERE seq > 0);
ALTER TABLE lettres_actes ADD COLUMN partition bigint NOT NULL DEFAULT 0;
DROP INDEX lettres_actes_un_seul;
CREATE UNIQUE INDEX lettres_actes_un_par_partition ON lettres_actes (partition) WHERE issue = 'en_cours';
)sql"},
                                               {4, R"sql(
-- The oldest answers are found without reading the others.
CREATE INDEX idempotence_le ON idempotence (le);
)sql"}};

constexpr std::string_view kUniqueViolation = "23505";

// A table turned on its side: what unnest() takes.
struct Columns {
  std::vector<std::string> stream, event_id, event_type, aggregate_id, cle, enveloppe;
  std::vector<std::int64_t> partition, seq;
};

std::vector<std::int64_t> partitions_of(const std::vector<std::string>& streams) {
  std::vector<std::int64_t> out;
  for (const auto& stream : streams) out.push_back(bus::partition_of(stream));
  return out;
}

}  // namespace

std::span<const postgres::Migration> migrations() { return kMigrations; }

bool exists(postgres::Connection& c) { return c.run("SELECT to_regclass('lettres_actes') IS NOT NULL").boolean(0, 0); }

std::map<std::string, std::int64_t> heads(postgres::Connection& c, const std::vector<std::string>& streams) {
  std::map<std::string, std::int64_t> out;
  for (const auto& stream : streams) {
    const auto top = c.run("SELECT seq FROM journal WHERE stream = $1 AND partition = $2 ORDER BY seq DESC LIMIT 1",
                           {stream, bus::partition_of(stream)});
    out[stream] = top.rows() == 0 ? 0 : top.integer(0, 0);
  }
  return out;
}

void append(postgres::Connection& c, const std::vector<Entry>& entries) {
  if (entries.empty()) return;
  Columns t;
  for (const auto& e : entries) {
    t.stream.push_back(e.stream);
    t.partition.push_back(bus::partition_of(e.stream));
    t.seq.push_back(e.seq);
    t.event_id.push_back(e.event_id);
    t.event_type.push_back(e.event_type);
    t.aggregate_id.push_back(e.aggregate_id);
    t.cle.push_back(e.cle);
    t.enveloppe.push_back(e.enveloppe);
  }
  c.post(
      "INSERT INTO journal(stream, partition, seq, event_id, event_type, aggregate_id, cle, enveloppe) "
      "SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], "
      "$8::bytea[])",
      {t.stream, t.partition, t.seq, t.event_id, t.event_type, t.aggregate_id, t.cle,
       postgres::Param::bytes(t.enveloppe)});
}

void refuse(const postgres::SqlError& e) {
  if (e.sqlstate != kUniqueViolation || (e.table != "journal" && e.table != "idempotence")) throw e;
  throw Retryable("another instance wrote the " + e.table + ": " + e.what());
}

// The length of a stored value is known without reading it: what does not fit is not sent.
std::vector<Entry> read(postgres::Connection& c, const std::string& stream, std::int64_t after, std::int64_t limit,
                        std::int64_t bytes) {
  const auto rows = c.run(
      "SELECT seq, event_id, event_type, aggregate_id, cle, enveloppe FROM (SELECT *, sum(octet_length(enveloppe)) "
      "OVER "
      "(ORDER BY seq) - octet_length(enveloppe) AS avant FROM (SELECT * FROM journal WHERE stream = $1 AND partition = "
      "$2 AND seq > $3 ORDER BY seq LIMIT $4) AS l) AS p WHERE avant < $5 ORDER BY seq",
      {stream, bus::partition_of(stream), after, limit, bytes});
  std::vector<Entry> out;
  for (int i = 0; i < rows.rows(); ++i)
    out.push_back({stream, rows.integer(i, 0), rows.string(i, 1), rows.string(i, 2), rows.string(i, 3),
                   rows.string(i, 4), rows.string(i, 5)});
  return out;
}

std::map<std::string, std::int64_t> positions(postgres::Connection& c, const std::vector<std::string>& streams) {
  c.run("INSERT INTO positions SELECT s, p, 0 FROM unnest($1::text[], $2::bigint[]) AS u(s, p) ON CONFLICT DO NOTHING",
        {streams, partitions_of(streams)});
  return current_positions(c, streams);
}

std::map<std::string, std::int64_t> current_positions(postgres::Connection& c,
                                                      const std::vector<std::string>& streams) {
  const auto rows = c.run(
      "SELECT p.stream, p.seq FROM unnest($1::text[], $2::bigint[]) AS u(s, p) JOIN positions p ON p.stream = u.s AND "
      "p.partition = u.p",
      {streams, partitions_of(streams)});
  std::map<std::string, std::int64_t> out;
  for (int i = 0; i < rows.rows(); ++i) out[rows.string(i, 0)] = rows.integer(i, 1);
  return out;
}

void check_partitions(postgres::Connection& c, int partitions) {
  c.run("INSERT INTO decoupage VALUES ($1) ON CONFLICT DO NOTHING", {partitions});
  const auto known = c.run("SELECT partitions FROM decoupage").integer(0, 0);
  if (known == partitions) return;
  throw Permanent("La base est découpée en " + std::to_string(known) + " partitions, la configuration en veut " +
                  std::to_string(partitions) + " : remettez `saga.partitions = " + std::to_string(known) +
                  "`. Pour en changer, partez d'une base neuve.");
}

Moved move(postgres::Connection& c, const std::vector<Move>& moves) {
  if (moves.empty()) return {};
  std::vector<std::string> stream;
  std::vector<std::int64_t> from, to;
  for (const auto& m : moves) {
    stream.push_back(m.stream);
    from.push_back(m.from);
    to.push_back(m.to);
  }
  auto moved = c.post(
      "UPDATE positions p SET seq = u.t FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) AS "
      "u(s, p, f, t) WHERE p.stream = u.s AND p.partition = u.p AND p.seq = u.f",
      {stream, partitions_of(stream), from, to});
  return {std::move(moved), moves.size()};
}

std::map<std::string, Idempotent> recorded(postgres::Connection& c, const std::vector<std::string>& keys) {
  std::map<std::string, Idempotent> out;
  if (keys.empty()) return out;
  const auto rows = c.run("SELECT cle, empreinte, statut, corps, lieu FROM idempotence WHERE cle = ANY($1)", {keys});
  for (int i = 0; i < rows.rows(); ++i)
    out[rows.string(i, 0)] = {rows.string(i, 0), rows.string(i, 1), static_cast<int>(rows.integer(i, 2)),
                              rows.string(i, 3), rows.string(i, 4)};
  return out;
}

std::int64_t forget_answers(postgres::Connection& c, Instant before, std::int64_t limit) {
  return c
      .run(
          "DELETE FROM idempotence WHERE cle = ANY(ARRAY(SELECT cle FROM idempotence WHERE le < $1 ORDER BY le LIMIT "
          "$2 "
          "FOR UPDATE SKIP LOCKED))",
          {before, limit})
      .affected();
}

void record(postgres::Connection& c, const std::vector<Idempotent>& answers) {
  if (answers.empty()) return;
  std::vector<std::string> cle, empreinte, corps, lieu;
  std::vector<std::int64_t> statut;
  for (const auto& a : answers) {
    cle.push_back(a.cle);
    empreinte.push_back(a.empreinte);
    statut.push_back(a.statut);
    corps.push_back(a.corps);
    lieu.push_back(a.lieu);
  }
  c.post(
      "INSERT INTO idempotence(cle, empreinte, statut, corps, lieu) "
      "SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[])",
      {cle, empreinte, statut, corps, lieu});
}

}  // namespace comptoir::journal
