-- Hand-overs: somebody's open incidents, offered to a colleague. Forgotten a day after they have expired.
CREATE TABLE handovers (
  -- The organisation of both.
  owner_id    TEXT NOT NULL REFERENCES organisations (organisation_id) ON DELETE CASCADE,
  handover_id TEXT NOT NULL UNIQUE,
  from_id     TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
  -- wire::handover::RecipientKind, and which of it.
  to_kind     TEXT NOT NULL,
  to_id       TEXT NOT NULL,
  offered_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  PRIMARY KEY (owner_id, handover_id)
) STRICT, WITHOUT ROWID;

-- Its incidents; what was written with one is a note on it, and stands nowhere here.
CREATE TABLE handover_rows (
  client_id   TEXT NOT NULL,
  handover_id TEXT NOT NULL REFERENCES handovers (handover_id) ON DELETE CASCADE,
  number      INTEGER NOT NULL,
  -- NULL is offered; else what became of it (wire::handover::HandoverOutcome).
  outcome     TEXT,
  PRIMARY KEY (client_id, handover_id, number),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX handover_rows_by_handover ON handover_rows (handover_id, client_id, number);
CREATE INDEX handover_rows_by_incident ON handover_rows (client_id, number);
