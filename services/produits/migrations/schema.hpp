// The database of produits-service, step by step. A step that was released does not change.
#pragma once
#include "libs/postgres/migrate.hpp"

namespace comptoir::produits {

inline constexpr postgres::Migration kMigrations[] = {
    {1, R"sql(
CREATE TABLE produits (
  produit_id bigint PRIMARY KEY,
  code       text NOT NULL UNIQUE CHECK (octet_length(code) BETWEEN 1 AND 64),
  nom        text NOT NULL CHECK (octet_length(nom) BETWEEN 1 AND 200),
  prix       bigint NOT NULL CHECK (prix >= 0),
  actif      boolean NOT NULL
);
)sql"},
};

}  // namespace comptoir::produits
