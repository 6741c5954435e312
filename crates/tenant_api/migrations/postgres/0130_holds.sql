-- Holds come back by themselves: each has an end, and an instant at which time goes on with it (a reminder, or the end).
ALTER TABLE incidents ADD COLUMN hold_due_at BIGINT;
-- What was put on hold before ends three days from now, and reminds nobody; nothing is over before it was said to be. The owner sees every client's for so long.
ALTER TABLE incidents NO FORCE ROW LEVEL SECURITY;
UPDATE incidents SET hold_until = CASE WHEN hold_until IS NULL THEN (EXTRACT(EPOCH FROM now()) * 1000)::BIGINT + 259200000
  ELSE GREATEST(hold_until, (EXTRACT(EPOCH FROM now()) * 1000)::BIGINT) END WHERE status = 3;
UPDATE incidents SET hold_due_at = hold_until WHERE status = 3;
ALTER TABLE incidents FORCE ROW LEVEL SECURITY;
CREATE INDEX incidents_held ON incidents (client_id, hold_due_at) WHERE hold_due_at IS NOT NULL;

-- What happened to an incident beside people's changes, in order, and leaves its version as it is: what time brought, and how
-- the client rated it; `what` as in changes.
CREATE TABLE happenings (
  client_id  TEXT COLLATE "C" NOT NULL,
  number     BIGINT NOT NULL,
  happening  BIGINT NOT NULL,
  at         BIGINT NOT NULL,
  by_user_id TEXT COLLATE "C" REFERENCES users (user_id),
  what       TEXT NOT NULL,
  PRIMARY KEY (client_id, number, happening),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
);
