// The room's database, step by step. A step that has run anywhere is never edited; add the next one.
#pragma once
#include "libs/postgres/migrate.hpp"
#include "services/event-store/migrations/journal_global.hpp"
#include "services/event-store/migrations/origine.hpp"
#include "services/event-store/migrations/projections.hpp"

namespace comptoir::event_store {

inline constexpr postgres::Migration kMigrations[] = {
    {1, R"(
-- stream and seq are null for a posted event, empreinte for one that came by a stream.
CREATE TABLE evenements (
  global_position bigint PRIMARY KEY,
  event_id text COLLATE "C" NOT NULL UNIQUE,
  aggregate_id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  event_type text COLLATE "C" NOT NULL,
  source text COLLATE "C" NOT NULL,
  horodatage timestamptz NOT NULL,
  enregistre_le timestamptz NOT NULL,
  correlation_id text COLLATE "C" NOT NULL,
  stream text COLLATE "C",
  seq bigint,
  empreinte text,
  enveloppe bytea NOT NULL,
  UNIQUE (aggregate_id, version),
  UNIQUE (stream, seq),
  CHECK ((stream IS NULL) = (seq IS NULL) AND (stream IS NULL) = (empreinte IS NOT NULL))
);
CREATE INDEX evenements_par_type ON evenements (event_type, global_position);
CREATE INDEX evenements_par_source ON evenements (source, global_position);
CREATE INDEX evenements_par_correlation ON evenements (correlation_id, global_position);
)"},
    {2, kJournalGlobal},
    kMigrationProjections,
    kMigrationCorrelation,
    kMigrationFrequents,
    kMigrationOrigine,
};

}  // namespace comptoir::event_store
