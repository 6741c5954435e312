-- Who alone may read an incident, a JSON list of users' ids; NULL where it is not restricted. For everybody else there is none.
ALTER TABLE incidents ADD COLUMN readers TEXT COLLATE "C";
-- Nothing, where nothing is restricted: that is asked with every request.
CREATE INDEX incidents_restricted ON incidents (readers, client_id, number) WHERE readers IS NOT NULL;

-- A change of a restricted incident has its readers, as they are when it is told, whoever tells it. It takes no turn among the
-- others, who would count it.
ALTER TABLE outbox ADD COLUMN readers TEXT COLLATE "C";
CREATE OR REPLACE FUNCTION take_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.turn = 0 THEN
    NEW.readers := (SELECT readers FROM incidents WHERE client_id = NEW.client_id AND number = NEW.number);
    IF NEW.readers IS NULL THEN
      NEW.turn := (SELECT GREATEST(MAX(turn), 0) + 1 FROM outbox WHERE client_id = NEW.client_id AND internal = NEW.internal);
    ELSE
      NEW.turn := (SELECT LEAST(MIN(turn), 0) - 1 FROM outbox WHERE client_id = NEW.client_id AND internal = NEW.internal);
    END IF;
  END IF;
  RETURN NEW;
END $$;

-- Nobody gives what they do not hold: whoever says who may do what can restrict, and give it. Access is settled at the start.
-- The owner sees every organisation's for so long.
ALTER TABLE profile_capabilities NO FORCE ROW LEVEL SECURITY;
INSERT INTO profile_capabilities (profile_id, capability)
  SELECT profile_id, 'incident.restrict' FROM profile_capabilities WHERE capability = 'access.manage'
  ON CONFLICT DO NOTHING;
ALTER TABLE profile_capabilities FORCE ROW LEVEL SECURITY;
