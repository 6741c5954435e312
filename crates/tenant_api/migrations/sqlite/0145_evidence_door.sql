-- The door to evidence: what a client asks of whoever opens it, whom a colleague let in, and what was copied out of it.

-- Without a row a chosen reason will do, and no source is linked to.
CREATE TABLE evidence_rules (
  client_id    TEXT PRIMARY KEY REFERENCES clients (client_id),
  typed_reason INTEGER NOT NULL CHECK (typed_reason IN (0, 1)),
  -- Host names, one a line.
  source_hosts TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Somebody without the right asks; `asker` and `answered_by` are wire::session::Person, with the names as they were.
CREATE TABLE evidence_requests (
  client_id   TEXT NOT NULL,
  request_id  TEXT NOT NULL,
  number      INTEGER NOT NULL,
  asker_id    TEXT NOT NULL REFERENCES users (user_id),
  asker       TEXT NOT NULL,
  reason      TEXT NOT NULL,
  asked_at    INTEGER NOT NULL,
  answered_by TEXT,
  answered_at INTEGER,
  -- Until then the asker may open it; NULL where nobody has let them.
  ends_at     INTEGER,
  PRIMARY KEY (client_id, request_id),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_requests_by_incident ON evidence_requests (client_id, number, asked_at);

-- Who let the opener in, where the right was not their own: wire::session::Person. The digest covers it.
ALTER TABLE receipts ADD COLUMN granted_by TEXT;

-- What was copied or saved while an opening lasted: which kind of thing, never what it says; and why, of a file.
CREATE TABLE receipt_copies (
  client_id TEXT NOT NULL,
  receipt   INTEGER NOT NULL,
  copy      INTEGER NOT NULL,
  what      TEXT NOT NULL,
  copied_at INTEGER NOT NULL,
  reason    TEXT,
  PRIMARY KEY (client_id, receipt, copy),
  FOREIGN KEY (client_id, receipt) REFERENCES receipts (client_id, receipt)
) STRICT, WITHOUT ROWID;
