// Step 13: what was posted and what services told are two origins (docs/adr/0020-posted-events.md). An id of an event, a
// version of an aggregate is unique within its origin, and each origin has indexes of its own.
#pragma once
#include "libs/postgres/migrate.hpp"

namespace comptoir::event_store {

// In an older log the two share an aggregate's versions: they stay as the chain has them.
inline constexpr postgres::Migration kMigrationOrigine{13, R"sql(
CREATE FUNCTION indexer_partition(nom text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE UNIQUE INDEX ON %I (event_id) WHERE stream IS NOT NULL', nom);
  EXECUTE format('CREATE UNIQUE INDEX ON %I (event_id) WHERE stream IS NULL', nom);
  EXECUTE format('CREATE UNIQUE INDEX ON %I (aggregate_id, version) WHERE stream IS NOT NULL', nom);
  EXECUTE format('CREATE UNIQUE INDEX ON %I (aggregate_id, version) WHERE stream IS NULL', nom);
END $$;

DO $$
DECLARE p record; i record;
BEGIN
  FOR p IN SELECT inhrelid::regclass::text AS nom, inhrelid AS oid FROM pg_inherits
           WHERE inhparent = 'evenements'::regclass LOOP
    FOR i IN SELECT indexrelid::regclass::text AS nom FROM pg_index x WHERE indrelid = p.oid AND indisunique
             AND NOT indisprimary AND indpred IS NULL AND (SELECT attname FROM pg_attribute
               WHERE attrelid = p.oid AND attnum = x.indkey[0]) IN ('event_id', 'aggregate_id') LOOP
      EXECUTE 'DROP INDEX ' || i.nom;
    END LOOP;
    PERFORM indexer_partition(p.nom);
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION creer_partition(debut bigint, fin bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE nom text := 'evenements_' || debut;
BEGIN
  EXECUTE format('CREATE TABLE %I (LIKE evenements INCLUDING CONSTRAINTS) WITH (autovacuum_vacuum_insert_scale_factor = 0, '
    'autovacuum_vacuum_insert_threshold = 500000, autovacuum_analyze_scale_factor = 0, '
    'autovacuum_analyze_threshold = 200000, autovacuum_freeze_min_age = 0)', nom);
  EXECUTE format('ALTER TABLE %I ADD CHECK (global_position >= %s AND global_position < %s)', nom, debut, fin);
  PERFORM indexer_partition(nom);
  EXECUTE format('CREATE UNIQUE INDEX ON %I (stream, seq)', nom);
  EXECUTE format('ALTER TABLE evenements ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', nom, debut, fin);
  EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM CURRENT_USER', nom);
  INSERT INTO partitions VALUES (debut, fin);
END $$;
)sql"};

}  // namespace comptoir::event_store
