-- The door to evidence: what a client asks of whoever opens it, whom a colleague let in, and what was copied out of it.

-- Without a row a chosen reason will do, and no source is linked to.
CREATE TABLE evidence_rules (
  client_id    TEXT COLLATE "C" PRIMARY KEY REFERENCES clients (client_id),
  typed_reason BIGINT NOT NULL CHECK (typed_reason IN (0, 1)),
  -- Host names, one a line.
  source_hosts TEXT NOT NULL
);

-- Somebody without the right asks; `asker` and `answered_by` are wire::session::Person, with the names as they were.
CREATE TABLE evidence_requests (
  client_id   TEXT COLLATE "C" NOT NULL,
  request_id  TEXT COLLATE "C" NOT NULL,
  number      BIGINT NOT NULL,
  asker_id    TEXT COLLATE "C" NOT NULL REFERENCES users (user_id),
  asker       TEXT NOT NULL,
  reason      TEXT NOT NULL,
  asked_at    BIGINT NOT NULL,
  answered_by TEXT,
  answered_at BIGINT,
  -- Until then the asker may open it; NULL where nobody has let them.
  ends_at     BIGINT,
  PRIMARY KEY (client_id, request_id),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
);
CREATE INDEX evidence_requests_by_incident ON evidence_requests (client_id, number, asked_at);

-- Who let the opener in, where the right was not their own: wire::session::Person. The digest covers it.
ALTER TABLE receipts ADD COLUMN granted_by TEXT;
DROP VIEW linked_receipts;
CREATE VIEW linked_receipts WITH (security_invoker = true) AS
  SELECT r.*, l.digest, l.hash, l.previous_hash FROM receipts r
  JOIN chain_links l ON l.owner_id = r.client_id AND l.chain = 'evidence_openings' AND l.number = r.receipt;

-- What was copied or saved while an opening lasted: which kind of thing, never what it says; and why, of a file.
CREATE TABLE receipt_copies (
  client_id TEXT COLLATE "C" NOT NULL,
  receipt   BIGINT NOT NULL,
  copy      BIGINT NOT NULL,
  what      TEXT NOT NULL,
  copied_at BIGINT NOT NULL,
  reason    TEXT,
  PRIMARY KEY (client_id, receipt, copy),
  FOREIGN KEY (client_id, receipt) REFERENCES receipts (client_id, receipt)
);
