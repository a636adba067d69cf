-- An event store as message-db has it: one table, one stored function a write, which looks up the stream's version under
-- an advisory lock, checks it, and inserts. The lock here is the stream's; message-db itself locks the whole category.
CREATE TABLE messages (
  global_position bigserial PRIMARY KEY,
  position bigint NOT NULL,
  time timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'utc'),
  stream_name text NOT NULL,
  type text NOT NULL,
  data jsonb,
  metadata jsonb,
  id uuid NOT NULL DEFAULT gen_random_uuid()
);
CREATE FUNCTION category(stream_name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT split_part(stream_name, '-', 1) $$;

CREATE FUNCTION write_message(id uuid, stream text, type text, data jsonb, metadata jsonb, expected bigint)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE version bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(stream, 0));
  SELECT coalesce(max(m.position), -1) INTO version FROM messages m WHERE m.stream_name = stream;
  IF version <> expected THEN
    RAISE EXCEPTION 'Wrong expected version: % (Stream: %, Stream Version: %)', expected, stream, version;
  END IF;
  INSERT INTO messages (id, stream_name, position, type, data, metadata) VALUES (id, stream, version + 1, type, data, metadata);
  RETURN version + 1;
END $$;
