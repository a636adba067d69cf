// ventes-service's database. A step that has been released is never edited: add another.
#pragma once
#include "libs/postgres/migrate.hpp"

namespace comptoir::ventes {

// fillfactor leaves room on the page for the next version of a row: an order's state changes two or three times,
// and no index holds it (heap-only updates).
inline constexpr postgres::Migration kMigrations[] = {
    {1, R"sql(
CREATE TABLE magasins_connus (
  magasin_id bigint PRIMARY KEY,
  nom text NOT NULL,
  ouvert boolean NOT NULL
);

CREATE TABLE commandes (
  commande_id text PRIMARY KEY,
  client_id bigint NOT NULL,
  magasin_id bigint NOT NULL,
  total bigint NOT NULL,
  produit_ids bigint[],
  quantites bigint[],
  prix_unitaires bigint[],
  sous_totaux bigint[],
  etat text NOT NULL
    CHECK (etat IN ('en_attente_stock', 'stock_reserve', 'paiement_accepte', 'confirmee', 'annulee')),
  motif text CHECK (motif IN ('stock_indisponible', 'paiement_refuse', 'magasin_ferme', 'reservation_expiree',
                              'annulation_client')),
  statut text NOT NULL,
  maj_le timestamptz NOT NULL,
  CHECK ((etat = 'annulee') = (motif IS NOT NULL)),
  CHECK (etat <> 'confirmee' OR produit_ids IS NOT NULL)
) WITH (fillfactor = 70);

CREATE TABLE ventes (
  commande_id text PRIMARY KEY,
  client_id bigint NOT NULL,
  magasin_id bigint NOT NULL,
  total bigint NOT NULL,
  produit_ids bigint[] NOT NULL,
  quantites bigint[] NOT NULL,
  sous_totaux bigint[] NOT NULL,
  le timestamptz NOT NULL
);
CREATE INDEX ventes_le ON ventes (le);
CREATE INDEX ventes_magasin_le ON ventes (magasin_id, le);
CREATE INDEX ventes_client ON ventes (client_id);
)sql"},
    // An order is read into three states within a second, while its page still fills: less room, and half of the new
    // versions went to another page and into the index again.
    {2, "ALTER TABLE commandes SET (fillfactor = 45);"},
};

}  // namespace comptoir::ventes
