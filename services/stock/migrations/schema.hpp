// stock-service's database. A step that has been released is never edited: add another.
#pragma once
#include "libs/postgres/migrate.hpp"

namespace comptoir::stock {

// fillfactor leaves room on the page for the next version of a row (heap-only updates).
inline constexpr postgres::Migration kMigrations[] = {
    {1, R"sql(
CREATE TABLE produits_connus (produit_id bigint PRIMARY KEY);
CREATE TABLE magasins_connus (magasin_id bigint PRIMARY KEY);

CREATE TABLE stock (
  magasin_id bigint NOT NULL,
  produit_id bigint NOT NULL,
  physique bigint NOT NULL CHECK (physique >= 0),
  reserve bigint NOT NULL CHECK (reserve BETWEEN 0 AND physique),
  recu bigint NOT NULL CHECK (recu >= 0),
  sorti bigint NOT NULL CHECK (sorti >= 0),
  ajuste bigint NOT NULL,
  PRIMARY KEY (magasin_id, produit_id),
  CHECK (physique = recu + ajuste - sorti)
) WITH (fillfactor = 50);

CREATE TABLE reservations (
  commande_id text PRIMARY KEY,
  client_id bigint NOT NULL,
  magasin_id bigint NOT NULL,
  total bigint NOT NULL,
  produit_ids bigint[] NOT NULL,
  quantites bigint[] NOT NULL,
  etat text NOT NULL CHECK (etat IN ('active', 'liberee', 'sortie', 'refusee', 'rejetee_avant')),
  echeance timestamptz,
  expiree_signalee boolean NOT NULL,
  CHECK (etat <> 'active' OR echeance IS NOT NULL),
  CHECK (cardinality(produit_ids) = cardinality(quantites))
);
CREATE INDEX reservations_echeance ON reservations (echeance) WHERE etat = 'active' AND NOT expiree_signalee;
)sql"},
};

}  // namespace comptoir::stock
