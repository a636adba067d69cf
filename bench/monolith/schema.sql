-- What the specification's business needs, in one database: the same catalogue, stock, clients and event log as ours,
-- written by one transaction per order. Fewer rows and fewer indexes than ours, which is in its favour.
CREATE TABLE produits (produit_id bigint PRIMARY KEY, code text NOT NULL UNIQUE, nom text NOT NULL, prix bigint NOT NULL);
CREATE TABLE clients (client_id bigint PRIMARY KEY, nom text NOT NULL, solde bigint NOT NULL CHECK (solde >= 0))
  WITH (fillfactor = 70);
CREATE TABLE stock (
  magasin_id bigint NOT NULL,
  produit_id bigint NOT NULL,
  physique bigint NOT NULL CHECK (physique >= 0),
  PRIMARY KEY (magasin_id, produit_id)
) WITH (fillfactor = 50);
CREATE TABLE ventes (
  commande_id text COLLATE "C" PRIMARY KEY,
  client_id bigint NOT NULL,
  magasin_id bigint NOT NULL,
  total bigint NOT NULL,
  statut text NOT NULL,
  le timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON ventes (client_id);
CREATE TABLE lignes (
  commande_id text COLLATE "C" NOT NULL,
  ligne bigint NOT NULL,
  produit_id bigint NOT NULL,
  quantite bigint NOT NULL,
  prix_unitaire bigint NOT NULL,
  PRIMARY KEY (commande_id, ligne)
);
CREATE TABLE evenements (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  aggregate_id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  event_type text NOT NULL,
  horodatage timestamptz NOT NULL DEFAULT clock_timestamp(),
  donnees jsonb NOT NULL,
  UNIQUE (aggregate_id, version)
);

-- The catalogue of `comptoir bench`: 1000 products and 50 never received, 10 stores, 5000 clients and 250 with one cent.
INSERT INTO produits SELECT p, 'B' || p, 'Produit ' || p, 100 + 25 * ((p - 1) % 100) FROM generate_series(1, 1050) p;
INSERT INTO clients SELECT c, 'Client ' || c, CASE WHEN c <= 5000 THEN 1000000000 ELSE 1 END FROM generate_series(1, 5250) c;
INSERT INTO stock SELECT m, p, 1000000 FROM generate_series(1, 10) m, generate_series(1, 1000) p;

-- Ordered identifiers, as ours are (UUIDv7): a random one would scatter the index.
CREATE SEQUENCE numero;
CREATE FUNCTION nouvelle_commande() RETURNS text LANGUAGE sql AS
  $$ SELECT 'cmd-0193b5a0-0000-7000-8000-' || lpad(to_hex(nextval('numero')), 12, '0') $$;

CREATE FUNCTION commander(c bigint, m bigint, voulus bigint[], nombres bigint[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  id text := nouvelle_commande();
  p bigint[]; q bigint[]; x bigint[]; t bigint; contenu jsonb; reste bigint; vus bigint; donnees jsonb;
BEGIN
  SELECT array_agg(u.p ORDER BY u.p), array_agg(u.q ORDER BY u.p), array_agg(r.prix ORDER BY u.p), sum(u.q * r.prix),
         jsonb_agg(jsonb_build_object('produit_id', u.p, 'quantite', u.q, 'prix_unitaire', r.prix, 'sous_total', u.q * r.prix))
    INTO p, q, x, t, contenu
    FROM (SELECT v.p, sum(v.q)::bigint AS q FROM unnest(voulus, nombres) v(p, q) GROUP BY 1) u
    JOIN produits r ON r.produit_id = u.p;
  donnees := jsonb_build_object('client_id', c, 'magasin_id', m, 'total', t, 'produits', contenu);
  SELECT count(*) INTO vus
    FROM (SELECT produit_id, physique FROM stock WHERE magasin_id = m AND produit_id = ANY(p) ORDER BY produit_id FOR UPDATE) s
    JOIN unnest(p, q) v(p, q) ON v.p = s.produit_id AND s.physique >= v.q;
  IF vus < cardinality(p) THEN
    INSERT INTO ventes VALUES (id, c, m, t, 'StockIndisponible');
    INSERT INTO evenements (aggregate_id, version, event_type, donnees)
      VALUES (id, 1, 'CommandeCreee', donnees), (id, 2, 'StockIndisponible', donnees - 'produits');
    RETURN 'StockIndisponible';
  END IF;
  SELECT solde INTO reste FROM clients WHERE client_id = c FOR UPDATE;
  IF reste < t THEN
    INSERT INTO ventes VALUES (id, c, m, t, 'PaiementRefuse');
    INSERT INTO evenements (aggregate_id, version, event_type, donnees)
      VALUES (id, 1, 'CommandeCreee', donnees), (id, 2, 'StockReserve', donnees),
             (id, 3, 'PaiementRefuse', donnees - 'produits'), (id, 4, 'StockLibere', donnees);
    RETURN 'PaiementRefuse';
  END IF;
  UPDATE stock s SET physique = physique - v.q FROM unnest(p, q) v(p, q) WHERE s.magasin_id = m AND s.produit_id = v.p;
  UPDATE clients SET solde = solde - t WHERE client_id = c;
  INSERT INTO ventes VALUES (id, c, m, t, 'VenteConfirmee');
  INSERT INTO lignes SELECT id, v.n, v.p, v.q, v.x FROM unnest(p, q, x) WITH ORDINALITY v(p, q, x, n);
  INSERT INTO evenements (aggregate_id, version, event_type, donnees)
    VALUES (id, 1, 'CommandeCreee', donnees), (id, 2, 'StockReserve', donnees),
           (id, 3, 'PaiementAccepte', donnees - 'produits' || jsonb_build_object('solde', reste - t)),
           (id, 4, 'VenteConfirmee', donnees);
  RETURN 'VenteConfirmee';
END $$;
ANALYZE;
