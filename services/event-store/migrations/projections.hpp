// The step that materialised projections need. Their own tables are not here: each building of a projection has a
// schema of its own, made by the program (adapters/projections/registre.hpp).
#pragma once
#include "libs/postgres/migrate.hpp"

namespace comptoir::event_store {

inline constexpr postgres::Migration kMigrationProjections{10, R"sql(
-- One row per building of a projection; `active` answers readers, `construction` will, `precedente` did.
CREATE TABLE projections (
  nom text COLLATE "C" NOT NULL,
  generation bigint NOT NULL,
  role text COLLATE "C" NOT NULL CHECK (role IN ('active', 'construction', 'precedente')),
  version bigint NOT NULL,
  position bigint NOT NULL CHECK (position >= 0),
  accepter_difference boolean NOT NULL DEFAULT false,
  verdict text,
  creee_le timestamptz NOT NULL DEFAULT clock_timestamp(),
  maj_le timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (nom, generation),
  UNIQUE (nom, role) DEFERRABLE INITIALLY DEFERRED
) WITH (fillfactor = 50);

-- Events that one building could not apply, and behind each the later ones of its aggregate, in order.
CREATE TABLE projections_ecartees (
  nom text COLLATE "C" NOT NULL,
  generation bigint NOT NULL,
  position bigint NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  event_type text COLLATE "C" NOT NULL,
  aggregate_id text COLLATE "C" NOT NULL,
  raison text NOT NULL,
  ecarte_le timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (nom, generation, position),
  FOREIGN KEY (nom, generation) REFERENCES projections ON DELETE CASCADE
);
)sql"};

// An order's events have its id as aggregate and as correlation: the index of the aggregate finds them, and this one is
// left with the others.
inline constexpr postgres::Migration kMigrationCorrelation{11, R"sql(
DROP INDEX evenements_correlation;
CREATE INDEX evenements_correlation ON evenements (correlation_id, global_position) WHERE correlation_id <> aggregate_id;
)sql"};

// A log full of orders has their types and sources everywhere (app/frequents.hpp): two of its indexes are left with the rest.
inline constexpr postgres::Migration kMigrationFrequents{12, R"sql(
DROP INDEX evenements_type;
DROP INDEX evenements_source;
CREATE INDEX evenements_type ON evenements (event_type, global_position)
  WHERE event_type <> ALL ('{CommandeCreee,StockReserve,PaiementAccepte,VenteConfirmee}');
CREATE INDEX evenements_source ON evenements (source, global_position)
  WHERE source <> ALL ('{panier-service,stock-service,client-service,ventes-service}');
)sql"};

}  // namespace comptoir::event_store
