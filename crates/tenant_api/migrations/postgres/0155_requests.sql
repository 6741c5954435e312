-- Requests: what a client asks of whoever looks after it, numbered by a counter of the client's own.
ALTER TABLE clients ADD COLUMN next_request BIGINT NOT NULL DEFAULT 1;

CREATE TABLE requests (
  client_id     TEXT COLLATE "C" NOT NULL REFERENCES clients (client_id),
  number        BIGINT NOT NULL,
  -- wire::request::RequestCategory and RequestStatus.
  category      TEXT NOT NULL,
  status        TEXT NOT NULL,
  criticality   BIGINT NOT NULL CHECK (criticality BETWEEN 1 AND 4),
  subject       TEXT NOT NULL,
  asker_id      TEXT COLLATE "C" NOT NULL REFERENCES users (user_id),
  assignee_id   TEXT COLLATE "C" REFERENCES users (user_id),
  -- The number of the incident that it became or joined.
  incident      BIGINT,
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL,
  closed_at     BIGINT,
  -- The clock of the first answer: since when it runs, and when it is due; NULL while it stands still.
  answer_since  BIGINT NOT NULL,
  answer_due_at BIGINT,
  answered_at   BIGINT,
  missed        BIGINT NOT NULL DEFAULT 0 CHECK (missed IN (0, 1)),
  version       BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (client_id, number)
);
CREATE INDEX requests_by_incident ON requests (client_id, incident, number) WHERE incident IS NOT NULL;

-- Its conversation, in order.
CREATE TABLE request_entries (
  client_id  TEXT COLLATE "C" NOT NULL,
  number     BIGINT NOT NULL,
  entry      BIGINT NOT NULL,
  -- wire::request::RequestEntryKind.
  kind       TEXT NOT NULL,
  visibility TEXT NOT NULL CHECK (visibility IN ('internal', 'shared')),
  -- What was written; of a change what it came to: a caption, a person's id, an incident's number.
  body       TEXT NOT NULL,
  by_user_id TEXT COLLATE "C" NOT NULL REFERENCES users (user_id),
  at         BIGINT NOT NULL,
  PRIMARY KEY (client_id, number, entry),
  FOREIGN KEY (client_id, number) REFERENCES requests (client_id, number)
);
