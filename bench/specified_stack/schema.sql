-- One PostgreSQL for all services, as the report's deployment view shows it; tables as its text needs them.
CREATE TABLE produits (produit_id integer PRIMARY KEY, nom text NOT NULL, prix numeric(12,2) NOT NULL);
CREATE TABLE stock (magasin_id integer, produit_id integer, quantite integer NOT NULL, PRIMARY KEY (magasin_id, produit_id));
CREATE TABLE clients (client_id integer PRIMARY KEY, nom text NOT NULL, solde numeric(14,2) NOT NULL);
CREATE TABLE paniers (client_id integer, magasin_id integer, produits json NOT NULL, PRIMARY KEY (client_id, magasin_id));
CREATE TABLE ventes (vente_id serial PRIMARY KEY, commande_id text UNIQUE, client_id integer, magasin_id integer,
  total numeric(12,2), produits json, le timestamptz DEFAULT now());
CREATE TABLE evenements (id serial PRIMARY KEY, event_type text NOT NULL, aggregate_id text NOT NULL, timestamp text NOT NULL,
  source text NOT NULL, data json NOT NULL);
CREATE INDEX ON evenements (aggregate_id);

INSERT INTO produits SELECT p, 'Produit ' || p, 1 + 0.25 * ((p - 1) % 100) FROM generate_series(1, 1050) p;
INSERT INTO stock SELECT m, p, 1000000 FROM generate_series(1, 10) m, generate_series(1, 1000) p;
INSERT INTO clients SELECT c, 'Client ' || c, CASE WHEN c <= 5000 THEN 10000000 ELSE 0.01 END FROM generate_series(1, 5250) c;
ANALYZE;
