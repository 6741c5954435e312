-- Screens on a wall: each shows a scope of one organisation's, and nobody is signed in there.
CREATE TABLE devices (
  owner_id        TEXT NOT NULL REFERENCES organisations (organisation_id) ON DELETE CASCADE,
  device_id       TEXT NOT NULL UNIQUE,
  name            TEXT NOT NULL,
  -- As its addresses begin: /all, /g/gold, /c/harbor.
  scope           TEXT NOT NULL,
  pseudonyms      INTEGER NOT NULL CHECK (pseudonyms IN (0, 1)),
  -- Code and cookie are found by SHA-256; they themselves are nowhere.
  code_hash       BLOB UNIQUE,
  code_expires_at INTEGER,
  token_hash      BLOB UNIQUE,
  made_by         TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
  made_at         INTEGER NOT NULL,
  last_seen_at    INTEGER,
  revoked_at      INTEGER,
  PRIMARY KEY (owner_id, device_id)
) STRICT, WITHOUT ROWID;

-- What a device calls clients by, where it does not name them: places in the alphabet, given once.
CREATE TABLE device_pseudonyms (
  client_id TEXT NOT NULL REFERENCES clients (client_id) ON DELETE CASCADE,
  device_id TEXT NOT NULL REFERENCES devices (device_id) ON DELETE CASCADE,
  place     INTEGER NOT NULL,
  PRIMARY KEY (client_id, device_id),
  UNIQUE (device_id, place)
) STRICT, WITHOUT ROWID;
