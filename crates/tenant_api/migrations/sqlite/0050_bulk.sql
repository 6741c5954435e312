-- Bulks: one command over many rows, each done in a transaction that also says what came of it. Forgotten after a day.
CREATE TABLE bulks (
  bulk_id     TEXT PRIMARY KEY,
  -- The organisation of whoever made it.
  owner_id    TEXT NOT NULL REFERENCES organisations (organisation_id),
  user_id     TEXT NOT NULL REFERENCES users (user_id),
  -- The scope it was made in, as its addresses begin.
  scope       TEXT NOT NULL,
  -- wire::bulk::BulkCommand.
  what        TEXT NOT NULL,
  state       TEXT NOT NULL,
  -- How many rows it had in clients, and the keys that named none: a list of texts.
  chosen      INTEGER NOT NULL,
  missing     TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  -- Before that nothing is done.
  begins_at   INTEGER NOT NULL,
  finished_at INTEGER,
  agreed_by   TEXT REFERENCES users (user_id),
  -- Which process works on it, and until when nobody else does.
  leased_by    TEXT,
  leased_until INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX bulks_by_owner ON bulks (owner_id, scope, created_at);

CREATE TABLE bulk_rows (
  client_id  TEXT NOT NULL REFERENCES clients (client_id),
  bulk_id    TEXT NOT NULL REFERENCES bulks (bulk_id) ON DELETE CASCADE,
  number     INTEGER NOT NULL,
  -- The version that was seen.
  seen       INTEGER NOT NULL,
  -- NULL is still to come; `done`, `undone`, or why it was left (wire::bulk::BulkProblem).
  outcome    TEXT,
  capability TEXT,
  -- What the incident was before it was done, and the digest of what it was afterwards.
  was        TEXT,
  left_as    TEXT,
  PRIMARY KEY (client_id, bulk_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX bulk_rows_by_outcome ON bulk_rows (bulk_id, outcome, client_id, number);
