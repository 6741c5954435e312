-- Each client counts its own live changes, internal ones apart: readers are told of their place by that count, and nobody else's
-- changes are in it. What was told before has no such place: whoever missed some of it reads their screens again.
TRUNCATE outbox;
ALTER TABLE outbox ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX outbox_by_turn ON outbox (client_id, internal, turn);

-- Whoever writes one, it takes the next number: a client has one writer at a time.
CREATE FUNCTION take_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.turn = 0 THEN
    NEW.turn := (SELECT COALESCE(MAX(turn), 0) + 1 FROM outbox WHERE client_id = NEW.client_id AND internal = NEW.internal);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER take_turn BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION take_turn();
