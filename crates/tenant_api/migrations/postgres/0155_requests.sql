-- Requests: what a client asks of whoever looks after it, numbered by a counter of the client's own.
ALTER TABLE clients ADD COLUMN next_request BIGINT NOT NULL DEFAULT 1;
-- A view has the columns that there were when it was made.
CREATE OR REPLACE VIEW active_clients WITH (security_invoker = true) AS
  SELECT c.* FROM clients c WHERE NOT EXISTS
    (SELECT 1 FROM offboardings o WHERE o.client_id = c.client_id AND o.confirmed_at IS NOT NULL);

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

-- Nobody gives what they do not hold: whoever says who may do what holds all of it, to give it; a client's own people who write to
-- whoever looks after them ask, and whoever writes internal notes answers. Access is settled at the start.
-- The owner sees every organisation's for so long.
ALTER TABLE profiles NO FORCE ROW LEVEL SECURITY;
ALTER TABLE profile_capabilities NO FORCE ROW LEVEL SECURITY;
ALTER TABLE grants NO FORCE ROW LEVEL SECURITY;
ALTER TABLE users NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clients NO FORCE ROW LEVEL SECURITY;
INSERT INTO profile_capabilities (profile_id, capability)
  SELECT p.profile_id, n.capability FROM profiles p JOIN profile_capabilities h ON h.profile_id = p.profile_id
  CROSS JOIN (SELECT 'request.read' AS capability UNION ALL SELECT 'request.write' UNION ALL SELECT 'request.handle') n
  WHERE h.capability = 'access.manage'
    OR h.capability = 'note.internal' AND n.capability <> 'request.write'
    OR h.capability = 'note.shared' AND n.capability <> 'request.handle' AND (
      p.organisation_id IN (SELECT client_id FROM clients)
      OR EXISTS (SELECT 1 FROM grants g JOIN users u ON u.user_id = g.user_id
        WHERE g.profile_id = p.profile_id AND u.organisation_id = g.client_id))
  ON CONFLICT DO NOTHING;
ALTER TABLE profiles FORCE ROW LEVEL SECURITY;
ALTER TABLE profile_capabilities FORCE ROW LEVEL SECURITY;
ALTER TABLE grants FORCE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
ALTER TABLE clients FORCE ROW LEVEL SECURITY;
