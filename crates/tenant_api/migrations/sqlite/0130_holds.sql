-- Holds come back by themselves: each has an end, and an instant at which time goes on with it (a reminder, or the end).
ALTER TABLE incidents ADD COLUMN hold_due_at INTEGER;
-- What was put on hold before ends three days from now, and reminds nobody; nothing is over before it was said to be.
UPDATE incidents SET hold_until = CASE WHEN hold_until IS NULL THEN unixepoch() * 1000 + 259200000
  ELSE MAX(hold_until, unixepoch() * 1000) END WHERE status = 3;
UPDATE incidents SET hold_due_at = hold_until WHERE status = 3;
CREATE INDEX incidents_held ON incidents (client_id, hold_due_at) WHERE hold_due_at IS NOT NULL;

-- What happened to an incident beside people's changes, in order, and leaves its version as it is: what time brought, and how
-- the client rated it; `what` as in changes.
CREATE TABLE happenings (
  client_id  TEXT NOT NULL,
  number     INTEGER NOT NULL,
  happening  INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  by_user_id TEXT REFERENCES users (user_id),
  what       TEXT NOT NULL,
  PRIMARY KEY (client_id, number, happening),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
) STRICT, WITHOUT ROWID;
