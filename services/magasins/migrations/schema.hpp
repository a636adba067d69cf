// The database of magasins-service, step by step. A step that was released does not change.
#pragma once
#include "libs/postgres/migrate.hpp"

namespace comptoir::magasins {

// A deferrable constraint is checked when the statement ends, not row by row: one batch may exchange two names.
inline constexpr postgres::Migration kMigrations[] = {
    {1, R"sql(
CREATE TABLE magasins (
  magasin_id bigint PRIMARY KEY,
  nom        text NOT NULL CHECK (octet_length(nom) BETWEEN 1 AND 120),
  ouvert     boolean NOT NULL,
  UNIQUE (nom) DEFERRABLE INITIALLY IMMEDIATE
);
)sql"},
};

}  // namespace comptoir::magasins
