// The database of client-service, step by step. A step that was released does not change.
#pragma once
#include "libs/postgres/migrate.hpp"

namespace comptoir::client {

// No foreign keys: one writer inserts clients and their lines together, and a check per line would cost the payment path.
// Room in each page of clients lets a balance change without touching an index.
inline constexpr postgres::Migration kMigrations[] = {
    {1, R"sql(
CREATE TABLE clients (
  client_id bigint PRIMARY KEY,
  reference text UNIQUE CHECK (octet_length(reference) BETWEEN 1 AND 64),
  nom       text NOT NULL CHECK (octet_length(nom) BETWEEN 1 AND 200),
  solde     bigint NOT NULL CHECK (solde >= 0),
  ecritures bigint NOT NULL CHECK (ecritures >= 0)
) WITH (fillfactor = 70);

CREATE TABLE grand_livre (
  client_id   bigint NOT NULL,
  seq         bigint NOT NULL CHECK (seq >= 1),
  type        text NOT NULL CHECK (type IN ('creation', 'credit', 'debit', 'paiement', 'remboursement')),
  montant     bigint NOT NULL,
  solde       bigint NOT NULL CHECK (solde >= 0),
  commande_id text COLLATE "C",
  raison      text,
  le          timestamptz NOT NULL,
  PRIMARY KEY (client_id, seq)
);

CREATE TABLE paiements (
  commande_id text COLLATE "C" PRIMARY KEY,
  client_id   bigint NOT NULL,
  magasin_id  bigint NOT NULL,
  total       bigint NOT NULL,
  etat        text NOT NULL CHECK (etat IN ('accepte', 'refuse', 'rembourse', 'rejete_avant'))
) WITH (fillfactor = 90);
)sql"},
    // What says who a client is, and the key to it, must go without a trace: the planner keeps samples of no such column.
    {2, R"sql(
ALTER TABLE clients ALTER nom DROP NOT NULL, ALTER nom SET STATISTICS 0, ALTER reference SET STATISTICS 0;
ALTER TABLE idempotence ALTER corps SET STATISTICS 0;

CREATE TABLE cles_clients (
  client_id bigint PRIMARY KEY,
  cle       bytea NOT NULL CHECK (octet_length(cle) = 32)
);
ALTER TABLE cles_clients ALTER cle SET STATISTICS 0;

CREATE TABLE a_effacer (client_id bigint PRIMARY KEY);
)sql"},
};

}  // namespace comptoir::client
