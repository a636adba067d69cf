// Step 2: the log in partitions, with its chain. What step 1 had is taken over, its chain computed here as
// domain/chaine.hpp says.
#pragma once

namespace comptoir::event_store {

inline constexpr const char* kJournalGlobal = R"(
ALTER TABLE evenements RENAME TO evenements_sans_chaine;

-- stream and seq are null for a posted event, empreinte for one that came by a stream.
CREATE TABLE evenements (
  global_position bigint NOT NULL,
  version bigint NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  aggregate_id text COLLATE "C" NOT NULL,
  event_type text COLLATE "C" NOT NULL,
  source text COLLATE "C" NOT NULL,
  correlation_id text COLLATE "C" NOT NULL,
  horodatage timestamptz NOT NULL,
  enregistre_le timestamptz NOT NULL,
  stream text COLLATE "C",
  seq bigint,
  empreinte text,
  enveloppe bytea NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (global_position),
  CHECK ((stream IS NULL) = (seq IS NULL) AND (stream IS NULL) = (empreinte IS NOT NULL)),
  CHECK (octet_length(hash) = 32)
) PARTITION BY RANGE (global_position);
CREATE INDEX evenements_type ON evenements (event_type, global_position);
CREATE INDEX evenements_source ON evenements (source, global_position);
CREATE INDEX evenements_correlation ON evenements (correlation_id, global_position);

CREATE TABLE partitions (debut bigint PRIMARY KEY, fin bigint NOT NULL CHECK (fin > debut));

-- Made beside, then attached: attaching lets readers and writers go on. Unique within a partition only: over the whole
-- log the one writer holds it. The log only grows, so vacuum comes by the number of rows and not by their share of it.
CREATE FUNCTION creer_partition(debut bigint, fin bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE nom text := 'evenements_' || debut;
BEGIN
  EXECUTE format('CREATE TABLE %I (LIKE evenements INCLUDING CONSTRAINTS) WITH (autovacuum_vacuum_insert_scale_factor = 0, '
    'autovacuum_vacuum_insert_threshold = 500000, autovacuum_analyze_scale_factor = 0, '
    'autovacuum_analyze_threshold = 200000, autovacuum_freeze_min_age = 0)', nom);
  EXECUTE format('ALTER TABLE %I ADD CHECK (global_position >= %s AND global_position < %s)', nom, debut, fin);
  EXECUTE format('CREATE UNIQUE INDEX ON %I (event_id)', nom);
  EXECUTE format('CREATE UNIQUE INDEX ON %I (aggregate_id, version)', nom);
  EXECUTE format('CREATE UNIQUE INDEX ON %I (stream, seq)', nom);
  EXECUTE format('ALTER TABLE evenements ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', nom, debut, fin);
  EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM CURRENT_USER', nom);
  INSERT INTO partitions VALUES (debut, fin);
END $$;

-- Where the log ends. The writer moves it by compare-and-set, epoch included, with the events it adds.
CREATE TABLE tete (
  seule boolean PRIMARY KEY DEFAULT true CHECK (seule),
  position bigint NOT NULL,
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  enregistre_le timestamptz NOT NULL,
  epoque bigint NOT NULL
) WITH (fillfactor = 10);

CREATE FUNCTION pg_temp.instant(t timestamptz) RETURNS bytea LANGUAGE sql AS
  $$ SELECT int8send((extract(epoch FROM t) * 1000000)::bigint) $$;
CREATE FUNCTION pg_temp.champ(b bytea) RETURNS bytea LANGUAGE sql AS $$ SELECT int4send(octet_length(b)) || b $$;
CREATE FUNCTION pg_temp.champ(t text) RETURNS bytea LANGUAGE sql AS
  $$ SELECT pg_temp.champ(convert_to(coalesce(t, ''), 'UTF8')) $$;

DO $$
DECLARE
  e evenements_sans_chaine;
  h bytea := decode(repeat('00', 32), 'hex');
  p bigint := 0;
  le timestamptz := '-infinity';
BEGIN
  PERFORM creer_partition(1, greatest(5000001, (SELECT coalesce(max(global_position), 0) FROM evenements_sans_chaine) + 1));
  FOR e IN SELECT * FROM evenements_sans_chaine ORDER BY global_position LOOP
    p := e.global_position;
    le := greatest(le, e.enregistre_le);
    h := sha256(h || int8send(p) || int8send(e.version) || pg_temp.instant(le) || pg_temp.instant(e.horodatage)
      || int8send(coalesce(e.seq, 0)) || pg_temp.champ(e.event_id) || pg_temp.champ(e.aggregate_id)
      || pg_temp.champ(e.event_type) || pg_temp.champ(e.source) || pg_temp.champ(e.correlation_id)
      || pg_temp.champ(e.stream) || pg_temp.champ(e.empreinte) || pg_temp.champ(e.enveloppe));
    INSERT INTO evenements VALUES (p, e.version, e.event_id, e.aggregate_id, e.event_type, e.source, e.correlation_id,
      e.horodatage, le, e.stream, e.seq, e.empreinte, e.enveloppe, h);
  END LOOP;
  INSERT INTO tete VALUES (true, p, h, greatest(le, '1970-01-01 00:00:00Z'), 0);
END $$;
DROP TABLE evenements_sans_chaine;
REVOKE UPDATE, DELETE, TRUNCATE ON evenements FROM CURRENT_USER;
)";

}  // namespace comptoir::event_store
