-- Screens on a wall: each shows a scope of one organisation's, and nobody is signed in there.
CREATE TABLE devices (
  owner_id        TEXT COLLATE "C" NOT NULL REFERENCES organisations (organisation_id) ON DELETE CASCADE,
  device_id       TEXT COLLATE "C" NOT NULL UNIQUE,
  name            TEXT COLLATE "C" NOT NULL,
  -- As its addresses begin: /all, /g/gold, /c/harbor.
  scope           TEXT COLLATE "C" NOT NULL,
  pseudonyms      BIGINT NOT NULL CHECK (pseudonyms IN (0, 1)),
  -- Code and cookie are found by SHA-256; they themselves are nowhere.
  code_hash       BYTEA UNIQUE,
  code_expires_at BIGINT,
  token_hash      BYTEA UNIQUE,
  made_by         TEXT COLLATE "C" NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
  made_at         BIGINT NOT NULL,
  last_seen_at    BIGINT,
  revoked_at      BIGINT,
  PRIMARY KEY (owner_id, device_id)
);

-- What a device calls clients by, where it does not name them: places in the alphabet, given once.
CREATE TABLE device_pseudonyms (
  client_id TEXT COLLATE "C" NOT NULL REFERENCES clients (client_id) ON DELETE CASCADE,
  device_id TEXT COLLATE "C" NOT NULL REFERENCES devices (device_id) ON DELETE CASCADE,
  place     BIGINT NOT NULL,
  PRIMARY KEY (client_id, device_id),
  UNIQUE (device_id, place)
);
