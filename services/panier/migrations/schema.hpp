// The room's database, step by step. A step that has run anywhere is never edited; add the next one.
#pragma once
#include "libs/postgres/migrate.hpp"

namespace comptoir::panier {

inline constexpr postgres::Migration kMigrations[] = {
    {1, R"(
CREATE TABLE catalogue (
  produit_id bigint PRIMARY KEY,
  code text NOT NULL,
  nom text NOT NULL,
  prix bigint NOT NULL CHECK (prix >= 0),
  actif boolean NOT NULL
);
CREATE TABLE magasins_connus (
  magasin_id bigint PRIMARY KEY,
  nom text NOT NULL,
  ouvert boolean NOT NULL
);
CREATE TABLE clients_connus (client_id bigint PRIMARY KEY);
-- One row per cart, its lines as two arrays of one length. Room in the page keeps updates off the index.
CREATE TABLE paniers (
  client_id bigint NOT NULL,
  magasin_id bigint NOT NULL,
  produit_ids bigint[] NOT NULL,
  quantites bigint[] NOT NULL,
  maj_le timestamptz NOT NULL,
  PRIMARY KEY (client_id, magasin_id),
  CHECK (cardinality(produit_ids) = cardinality(quantites))
) WITH (fillfactor = 70);
CREATE TABLE commandes (
  commande_id text COLLATE "C" PRIMARY KEY,
  client_id bigint NOT NULL,
  magasin_id bigint NOT NULL,
  total bigint NOT NULL CHECK (total >= 0),
  produit_ids bigint[] NOT NULL,
  quantites bigint[] NOT NULL,
  prix bigint[] NOT NULL,
  cree_le timestamptz NOT NULL,
  annulation_demandee boolean NOT NULL DEFAULT false
);
CREATE INDEX commandes_par_client ON commandes (client_id, commande_id);
)"},
};

}  // namespace comptoir::panier
