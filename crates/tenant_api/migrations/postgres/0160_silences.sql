-- Silences: detections that open nothing for a while, and the alerts that they kept from it.
CREATE TABLE silences (
  client_id     TEXT COLLATE "C" NOT NULL,
  silence_id    TEXT COLLATE "C" NOT NULL,
  -- The incident that it was made from.
  number        BIGINT NOT NULL,
  -- Keyed MACs: of the detection, and of the one entity that it is bound to, if it is to one.
  detection_mac BYTEA NOT NULL,
  entity_mac    BYTEA,
  -- Shown in its incident and nowhere else.
  reason        TEXT NOT NULL,
  user_id       TEXT COLLATE "C" NOT NULL REFERENCES users (user_id),
  -- wire::session::Person, with the names as they were, as `agreed_by` and `ended_by` are.
  owner         TEXT NOT NULL,
  made_at       BIGINT NOT NULL,
  expires_at    BIGINT NOT NULL,
  -- By whose agreement it acts.
  awaits        TEXT NOT NULL CHECK (awaits IN ('nobody', 'somebody', 'client')),
  agreed_by     TEXT,
  agreed_at     BIGINT,
  -- NULL where time has ended it.
  ended_by      TEXT,
  ended_at      BIGINT,
  alerts_count  BIGINT NOT NULL DEFAULT 0,
  last_at       BIGINT,
  PRIMARY KEY (client_id, silence_id),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
);
CREATE INDEX silences_by_incident ON silences (client_id, number, made_at);
CREATE INDEX silences_by_time ON silences (client_id, made_at);
-- What ingest looks up, once a batch.
CREATE INDEX silences_standing ON silences (client_id, expires_at) WHERE ended_at IS NULL;

-- Alerts of no incident; numbered with the others, and their records are kept as theirs are.
CREATE TABLE silenced_alerts (
  client_id    TEXT COLLATE "C" NOT NULL,
  alert        BIGINT NOT NULL,
  silence_id   TEXT COLLATE "C" NOT NULL,
  identity_mac BYTEA NOT NULL,
  severity     BIGINT NOT NULL,
  occurred_at  BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  PRIMARY KEY (client_id, alert),
  FOREIGN KEY (client_id, silence_id) REFERENCES silences (client_id, silence_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX silenced_alerts_by_identity ON silenced_alerts (client_id, identity_mac);
CREATE INDEX silenced_alerts_by_silence ON silenced_alerts (client_id, silence_id, alert);

-- Whether a silence acts only once somebody of the client has agreed to it.
ALTER TABLE evidence_rules ADD COLUMN silence_approval BIGINT NOT NULL DEFAULT 0 CHECK (silence_approval IN (0, 1));

-- Nobody gives what they do not hold: whoever says who may do what holds it, to give it, and whoever looks after clients and opens
-- their evidence, to use it. Access is settled at the start.
-- The owner sees every organisation's for so long.
ALTER TABLE profile_capabilities NO FORCE ROW LEVEL SECURITY;
INSERT INTO profile_capabilities (profile_id, capability)
  SELECT h.profile_id, 'silence.manage' FROM profile_capabilities h
  WHERE h.capability = 'access.manage' OR h.capability = 'evidence.open' AND EXISTS (SELECT 1 FROM profile_capabilities n
    WHERE n.profile_id = h.profile_id AND n.capability = 'note.internal')
  ON CONFLICT DO NOTHING;
ALTER TABLE profile_capabilities FORCE ROW LEVEL SECURITY;
