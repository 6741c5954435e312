-- Everything but evidence. The tenant comes first in every key; instants are milliseconds since 1970-01-01 UTC; closed
-- lists are stored as their captions, but for the four that are ordered by (status, severity, priority: OCSF numbers).

CREATE TABLE organisations (
  organisation_id TEXT PRIMARY KEY,
  name            TEXT NOT NULL,
  kind            TEXT NOT NULL CHECK (kind IN ('msp', 'client'))
) STRICT, WITHOUT ROWID;

CREATE TABLE clients (
  client_id    TEXT PRIMARY KEY REFERENCES organisations (organisation_id),
  code         TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 2 AND 5),
  name         TEXT NOT NULL,
  colour       TEXT NOT NULL CHECK (colour GLOB '#[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]'),
  managed_by   TEXT REFERENCES organisations (organisation_id),
  window_s     INTEGER NOT NULL DEFAULT 86400 CHECK (window_s > 0),
  next_incident INTEGER NOT NULL DEFAULT 1001,
  next_alert   INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;
CREATE INDEX clients_by_msp ON clients (managed_by, client_id);

CREATE TABLE groups (
  organisation_id TEXT NOT NULL REFERENCES organisations (organisation_id),
  group_id        TEXT NOT NULL UNIQUE,
  name            TEXT NOT NULL,
  PRIMARY KEY (organisation_id, group_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE group_clients (
  client_id TEXT NOT NULL REFERENCES clients (client_id),
  group_id  TEXT NOT NULL REFERENCES groups (group_id),
  PRIMARY KEY (client_id, group_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_clients_by_group ON group_clients (group_id, client_id);

-- Access: a profile is a named set of capabilities; a grant gives one to a user in one client, a standing grant in every
-- client of an MSP, also those added later. A grant in a client goes before a standing one.
CREATE TABLE profiles (
  profile_id      TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (organisation_id),
  name            TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE profile_capabilities (
  profile_id TEXT NOT NULL REFERENCES profiles (profile_id),
  capability TEXT NOT NULL,
  PRIMARY KEY (profile_id, capability)
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
  user_id         TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (organisation_id),
  email           TEXT NOT NULL UNIQUE CHECK (email = lower(email)),
  name            TEXT NOT NULL,
  password_hash   TEXT NOT NULL,
  language        TEXT,
  time_zone       TEXT,
  permission_version INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;
CREATE INDEX users_by_organisation ON users (organisation_id, user_id);

CREATE TABLE grants (
  client_id  TEXT NOT NULL REFERENCES clients (client_id),
  user_id    TEXT NOT NULL REFERENCES users (user_id),
  profile_id TEXT NOT NULL REFERENCES profiles (profile_id),
  PRIMARY KEY (client_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX grants_by_user ON grants (user_id, client_id);

CREATE TABLE standing_grants (
  user_id         TEXT PRIMARY KEY REFERENCES users (user_id),
  organisation_id TEXT NOT NULL REFERENCES organisations (organisation_id),
  profile_id      TEXT NOT NULL REFERENCES profiles (profile_id)
) STRICT, WITHOUT ROWID;

-- Sessions are found by SHA-256 of the cookie; the cookie itself is nowhere.
CREATE TABLE sessions (
  token_hash   BLOB PRIMARY KEY,
  user_id      TEXT NOT NULL REFERENCES users (user_id),
  created_at   INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE ingest_keys (
  key_hash   BLOB PRIMARY KEY,
  client_id  TEXT NOT NULL REFERENCES clients (client_id),
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;

-- The owner is an MSP, or a client that overrides it.
CREATE TABLE service_levels (
  owner_id  TEXT NOT NULL REFERENCES organisations (organisation_id),
  priority  INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 4),
  respond_s INTEGER NOT NULL CHECK (respond_s > 0),
  resolve_s INTEGER NOT NULL CHECK (resolve_s > 0),
  calendar  TEXT NOT NULL CHECK (calendar IN ('always', 'business')),
  PRIMARY KEY (owner_id, priority)
) STRICT, WITHOUT ROWID;

CREATE TABLE calendars (
  owner_id  TEXT PRIMARY KEY REFERENCES organisations (organisation_id),
  time_zone TEXT NOT NULL,
  -- Minutes after local midnight.
  opens_min  INTEGER NOT NULL CHECK (opens_min BETWEEN 0 AND 1439),
  closes_min INTEGER NOT NULL CHECK (closes_min > opens_min AND closes_min <= 1440),
  -- Bit 0 is Monday.
  days       INTEGER NOT NULL CHECK (days BETWEEN 1 AND 127)
) STRICT, WITHOUT ROWID;

CREATE TABLE incidents (
  client_id     TEXT NOT NULL REFERENCES clients (client_id),
  number        INTEGER NOT NULL,
  -- Keyed MAC of the grouping key; the key itself would tell the detector.
  group_mac     BLOB NOT NULL,
  -- A catalogue entry's id; the title is rendered from it in the reader's language.
  title_id      TEXT NOT NULL,
  category      TEXT NOT NULL,
  -- Comma-separated ATT&CK ids.
  tactics       TEXT NOT NULL,
  techniques    TEXT NOT NULL,
  status        INTEGER NOT NULL CHECK (status BETWEEN 1 AND 5),
  hold_reason   TEXT,
  hold_until    INTEGER,
  severity      INTEGER NOT NULL CHECK (severity BETWEEN 0 AND 6),
  priority      INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 4),
  priority_set  INTEGER NOT NULL DEFAULT 0 CHECK (priority_set IN (0, 1)),
  impact        TEXT NOT NULL,
  confidence    TEXT NOT NULL,
  disposition   TEXT NOT NULL,
  asset_class   TEXT NOT NULL,
  assets_count  INTEGER NOT NULL,
  alerts_count  INTEGER NOT NULL,
  verdict       TEXT,
  assignee_id   TEXT REFERENCES users (user_id),
  -- First alert's own time; the window in which alerts join ends window_s after it.
  occurred_at   INTEGER NOT NULL,
  joins_until   INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  -- Last moment that makes it unread for whoever has not looked since.
  attention_at  INTEGER NOT NULL,
  first_in_progress_at INTEGER,
  resolved_at   INTEGER,
  closed_at     INTEGER,
  -- The clocks. `*_used_s` is service time used before `running_since`; NULL `running_since` means they stand still.
  running_since   INTEGER,
  -- Paused, awaiting the client: since when, and for how many milliseconds before that.
  paused_since    INTEGER,
  paused_ms       INTEGER NOT NULL DEFAULT 0,
  respond_used_s  INTEGER NOT NULL DEFAULT 0,
  resolve_used_s  INTEGER NOT NULL DEFAULT 0,
  respond_due_at  INTEGER,
  resolve_due_at  INTEGER,
  -- Set when a clock was missed and then stopped; a running one is missed when its due instant has passed.
  missed          INTEGER NOT NULL DEFAULT 0 CHECK (missed IN (0, 1)),
  -- The nearer running clock.
  breach_at     INTEGER,
  breach_kind   TEXT,
  version       INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (client_id, number)
) STRICT, WITHOUT ROWID;
-- One index for each order of the queue; the queue merges the clients of a scope.
CREATE INDEX incidents_by_breach ON incidents (client_id, breach_at) WHERE breach_at IS NOT NULL;
CREATE INDEX incidents_by_created ON incidents (client_id, created_at);
CREATE INDEX incidents_by_updated ON incidents (client_id, updated_at);
CREATE INDEX incidents_by_priority ON incidents (client_id, priority, created_at);
CREATE INDEX incidents_by_severity ON incidents (client_id, severity, created_at);
-- What the dashboards count: open incidents, without reading a row.
CREATE INDEX incidents_by_status ON incidents (client_id, status, priority, assignee_id, missed, breach_at, created_at);
CREATE INDEX incidents_by_resolved ON incidents (client_id, resolved_at) WHERE resolved_at IS NOT NULL;
CREATE INDEX incidents_by_acknowledged ON incidents (client_id, first_in_progress_at) WHERE first_in_progress_at IS NOT NULL;
CREATE INDEX incidents_by_group ON incidents (client_id, group_mac, created_at);

CREATE TABLE alerts (
  client_id    TEXT NOT NULL,
  alert        INTEGER NOT NULL,
  number       INTEGER NOT NULL,
  identity_mac BLOB NOT NULL,
  severity     INTEGER NOT NULL,
  occurred_at  INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  PRIMARY KEY (client_id, alert),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX alerts_by_identity ON alerts (client_id, identity_mac);
CREATE INDEX alerts_by_incident ON alerts (client_id, number, alert);

-- What an incident touches, counted without being named.
CREATE TABLE incident_assets (
  client_id TEXT NOT NULL,
  number    INTEGER NOT NULL,
  asset_mac BLOB NOT NULL,
  PRIMARY KEY (client_id, number, asset_mac),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
) STRICT, WITHOUT ROWID;

-- The sparkline: alerts by hour since 1970, in the alerts' own time.
CREATE TABLE incident_hours (
  client_id TEXT NOT NULL,
  number    INTEGER NOT NULL,
  hour      INTEGER NOT NULL,
  alerts    INTEGER NOT NULL,
  PRIMARY KEY (client_id, number, hour),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE notes (
  client_id  TEXT NOT NULL,
  number     INTEGER NOT NULL,
  note_id    TEXT NOT NULL,
  visibility TEXT NOT NULL CHECK (visibility IN ('internal', 'shared')),
  body       TEXT NOT NULL,
  author_id  TEXT NOT NULL REFERENCES users (user_id),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (client_id, number, note_id),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
) STRICT, WITHOUT ROWID;

-- People's changes, in order; `what` is wire::timeline::What without its names.
CREATE TABLE changes (
  client_id  TEXT NOT NULL,
  number     INTEGER NOT NULL,
  version    INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  by_user_id TEXT REFERENCES users (user_id),
  what       TEXT NOT NULL,
  PRIMARY KEY (client_id, number, version),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE reads (
  user_id   TEXT NOT NULL REFERENCES users (user_id),
  client_id TEXT NOT NULL,
  number    INTEGER NOT NULL,
  seen_at   INTEGER NOT NULL,
  PRIMARY KEY (user_id, client_id, number),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
) STRICT, WITHOUT ROWID;

-- Evidence openings: append-only, hash-chained per client by `receipt`.
CREATE TABLE receipts (
  client_id     TEXT NOT NULL,
  receipt       INTEGER NOT NULL,
  receipt_id    TEXT NOT NULL UNIQUE,
  number        INTEGER NOT NULL,
  opened_by     TEXT NOT NULL REFERENCES users (user_id),
  -- The opener's names as they were: the hash covers them.
  opened_by_name         TEXT NOT NULL,
  opened_by_organisation TEXT NOT NULL,
  opened_at     INTEGER NOT NULL,
  reason        TEXT NOT NULL,
  expires_at    INTEGER NOT NULL,
  hash          TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  PRIMARY KEY (client_id, receipt),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipts_by_incident ON receipts (client_id, number, receipt);

CREATE TABLE receipt_closings (
  client_id  TEXT NOT NULL,
  receipt    INTEGER NOT NULL,
  closed_at  INTEGER NOT NULL,
  PRIMARY KEY (client_id, receipt),
  FOREIGN KEY (client_id, receipt) REFERENCES receipts (client_id, receipt)
) STRICT, WITHOUT ROWID;

-- Live changes. `internal` ones are told to the MSP only.
CREATE TABLE outbox (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  client_id TEXT NOT NULL REFERENCES clients (client_id),
  number    INTEGER NOT NULL,
  version   INTEGER NOT NULL,
  kind      TEXT NOT NULL CHECK (kind IN ('created', 'changed', 'timeline')),
  internal  INTEGER NOT NULL DEFAULT 0 CHECK (internal IN (0, 1)),
  at        INTEGER NOT NULL
) STRICT;

-- One row: what this installation is.
CREATE TABLE installation (
  only_row    INTEGER PRIMARY KEY CHECK (only_row = 1),
  -- Seals cursors and event ids.
  sealing_key BLOB NOT NULL,
  -- Made by --demo: may be served by --demo again.
  demo        INTEGER NOT NULL CHECK (demo IN (0, 1))
) STRICT;
