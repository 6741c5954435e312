-- Each client counts its own live changes, internal ones apart: readers are told of their place by that count, and nobody else's
-- changes are in it. What was told before has no such place: whoever missed some of it reads their screens again.
DELETE FROM outbox;
ALTER TABLE outbox ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX outbox_by_turn ON outbox (client_id, internal, turn);
CREATE INDEX outbox_by_client ON outbox (client_id);

-- Whoever writes one, it takes the next number.
CREATE TRIGGER take_turn AFTER INSERT ON outbox WHEN NEW.turn = 0 BEGIN
  UPDATE outbox SET turn = (SELECT MAX(turn) + 1 FROM outbox WHERE client_id = NEW.client_id AND internal = NEW.internal)
    WHERE seq = NEW.seq;
END;
