-- Orders to write, drawn beforehand so that drawing costs nothing while the clock runs. Run in each service's database.
-- All of them end well: the shape that writes the most rows.
CREATE UNLOGGED TABLE lots AS
  SELECT i / 256 AS lot, 'cmd-0193b5a0-0000-7000-8000-' || lpad(to_hex(i), 12, '0') AS commande_id,
         1 + floor(5000 * power(random(), 2))::bigint AS client_id, floor(power(11, random()))::bigint AS magasin_id,
         l.produit_ids, l.quantites, l.prix, l.sous_totaux, l.total,
         convert_to(rpad('{"event_id":"' || gen_random_uuid() || '","lignes":"', 620, md5(i::text)), 'UTF8') AS longue,
         convert_to(rpad('{"event_id":"' || gen_random_uuid() || '","total":"', 480, md5(i::text)), 'UTF8') AS courte
  FROM generate_series(0, 200 * 256 - 1) i
  CROSS JOIN LATERAL (
    SELECT array_agg(p) AS produit_ids, array_agg(q) AS quantites, array_agg(300::bigint) AS prix,
           array_agg(300 * q) AS sous_totaux, sum(300 * q)::bigint AS total
    FROM (SELECT DISTINCT ON (p) p, q FROM (
            SELECT floor(power(1001, random()))::bigint AS p, 1 + floor(3 * random())::bigint AS q
            FROM generate_series(1, 1 + (i * 7919 % 5)::int)) d ORDER BY p) u) l;
CREATE INDEX ON lots (lot);
CREATE SEQUENCE lot_suivant MINVALUE 0;
ANALYZE lots;
