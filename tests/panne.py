"""A handler that fails for real: a trigger in the service's database refuses some clients, until it is told that they are well."""


def break_stock(s, *clients):
    """From now on stock-service cannot reserve anything for these clients."""
    s.sql("stock", "CREATE TABLE IF NOT EXISTS public.en_panne (client_id bigint PRIMARY KEY)")
    s.sql("stock", "INSERT INTO en_panne SELECT unnest(%s::bigint[])", list(clients))
    s.sql("stock", """CREATE OR REPLACE FUNCTION refuser() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (SELECT 1 FROM en_panne WHERE client_id = NEW.client_id)
        THEN RAISE EXCEPTION 'panne du client %%', NEW.client_id; END IF; RETURN NEW; END $$""")
    s.sql("stock", "CREATE OR REPLACE TRIGGER panne BEFORE INSERT ON reservations FOR EACH ROW EXECUTE FUNCTION refuser()")


def repair_stock(s, *clients):
    s.sql("stock", "DELETE FROM en_panne WHERE client_id = ANY(%s)", list(clients))
