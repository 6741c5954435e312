-- Who alone may read an incident, a JSON list of users' ids; NULL where it is not restricted. For everybody else there is none.
ALTER TABLE incidents ADD COLUMN readers TEXT;
-- Nothing, where nothing is restricted: that is asked with every request.
CREATE INDEX incidents_restricted ON incidents (readers, client_id, number) WHERE readers IS NOT NULL;

-- A change of a restricted incident has its readers, as they are when it is told, whoever tells it. It takes no turn among the
-- others, who would count it.
ALTER TABLE outbox ADD COLUMN readers TEXT;
DROP TRIGGER take_turn;
CREATE TRIGGER take_turn AFTER INSERT ON outbox WHEN NEW.turn = 0 BEGIN
  UPDATE outbox SET
    readers = (SELECT readers FROM incidents WHERE client_id = NEW.client_id AND number = NEW.number),
    turn = CASE
      WHEN (SELECT readers FROM incidents WHERE client_id = NEW.client_id AND number = NEW.number) IS NULL
        THEN (SELECT MAX(turn) + 1 FROM outbox WHERE client_id = NEW.client_id AND internal = NEW.internal)
      ELSE (SELECT MIN(turn) - 1 FROM outbox WHERE client_id = NEW.client_id AND internal = NEW.internal)
    END
    WHERE seq = NEW.seq;
END;

-- Nobody gives what they do not hold: whoever says who may do what can restrict, and give it. Access is settled at the start.
INSERT INTO profile_capabilities (profile_id, capability)
  SELECT profile_id, 'incident.restrict' FROM profile_capabilities WHERE capability = 'access.manage'
  ON CONFLICT DO NOTHING;
