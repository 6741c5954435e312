-- What sqlite/0001_init.sql makes, for PostgreSQL: the same tables and columns, in the schema `bulkhead`. Ids and names
-- compare by their bytes, so both databases order alike. Row-level security, policies and grants are not made here but by
-- src/store/postgres/seal.sql, for every table that has a client_id.

CREATE TABLE organisations (
  organisation_id TEXT COLLATE "C" PRIMARY KEY,
  name            TEXT COLLATE "C" NOT NULL,
  kind            TEXT NOT NULL CHECK (kind IN ('msp', 'client'))
);

CREATE TABLE clients (
  client_id    TEXT COLLATE "C" PRIMARY KEY REFERENCES organisations (organisation_id),
  code         TEXT COLLATE "C" NOT NULL UNIQUE CHECK (length(code) BETWEEN 2 AND 5),
  name         TEXT COLLATE "C" NOT NULL,
  colour       TEXT NOT NULL CHECK (colour ~ '^#[0-9a-f]{6}$'),
  managed_by   TEXT COLLATE "C" REFERENCES organisations (organisation_id),
  window_s     BIGINT NOT NULL DEFAULT 86400 CHECK (window_s > 0),
  next_incident BIGINT NOT NULL DEFAULT 1001,
  next_alert   BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX clients_by_msp ON clients (managed_by, client_id);

CREATE TABLE groups (
  organisation_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (organisation_id),
  group_id        TEXT COLLATE "C" NOT NULL UNIQUE,
  name            TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (organisation_id, group_id)
);

CREATE TABLE group_clients (
  client_id TEXT COLLATE "C" NOT NULL REFERENCES clients (client_id),
  group_id  TEXT COLLATE "C" NOT NULL REFERENCES groups (group_id),
  PRIMARY KEY (client_id, group_id)
);
CREATE INDEX group_clients_by_group ON group_clients (group_id, client_id);

-- Access: a profile is a named set of capabilities; a grant gives one to a user in one client, a standing grant in every
-- client of an MSP, also those added later. A grant in a client goes before a standing one.
CREATE TABLE profiles (
  profile_id      TEXT COLLATE "C" PRIMARY KEY,
  organisation_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (organisation_id),
  name            TEXT COLLATE "C" NOT NULL
);

CREATE TABLE profile_capabilities (
  profile_id TEXT COLLATE "C" NOT NULL REFERENCES profiles (profile_id),
  capability TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (profile_id, capability)
);

CREATE TABLE users (
  user_id         TEXT COLLATE "C" PRIMARY KEY,
  organisation_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (organisation_id),
  email           TEXT COLLATE "C" NOT NULL UNIQUE CHECK (email = lower(email)),
  name            TEXT COLLATE "C" NOT NULL,
  password_hash   TEXT NOT NULL,
  language        TEXT,
  time_zone       TEXT,
  permission_version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX users_by_organisation ON users (organisation_id, user_id);

CREATE TABLE grants (
  client_id  TEXT COLLATE "C" NOT NULL REFERENCES clients (client_id),
  user_id    TEXT COLLATE "C" NOT NULL REFERENCES users (user_id),
  profile_id TEXT COLLATE "C" NOT NULL REFERENCES profiles (profile_id),
  PRIMARY KEY (client_id, user_id)
);
CREATE INDEX grants_by_user ON grants (user_id, client_id);

CREATE TABLE standing_grants (
  user_id         TEXT COLLATE "C" PRIMARY KEY REFERENCES users (user_id),
  organisation_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (organisation_id),
  profile_id      TEXT COLLATE "C" NOT NULL REFERENCES profiles (profile_id)
);

-- Sessions are found by SHA-256 of the cookie; the cookie itself is nowhere.
CREATE TABLE sessions (
  token_hash   BYTEA PRIMARY KEY,
  user_id      TEXT COLLATE "C" NOT NULL REFERENCES users (user_id),
  created_at   BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE ingest_keys (
  key_hash   BYTEA PRIMARY KEY,
  client_id  TEXT COLLATE "C" NOT NULL REFERENCES clients (client_id),
  created_at BIGINT NOT NULL,
  revoked_at BIGINT
);

-- The owner is an MSP, or a client that overrides it.
CREATE TABLE service_levels (
  owner_id  TEXT COLLATE "C" NOT NULL REFERENCES organisations (organisation_id),
  priority  BIGINT NOT NULL CHECK (priority BETWEEN 1 AND 4),
  respond_s BIGINT NOT NULL CHECK (respond_s > 0),
  resolve_s BIGINT NOT NULL CHECK (resolve_s > 0),
  calendar  TEXT NOT NULL CHECK (calendar IN ('always', 'business')),
  PRIMARY KEY (owner_id, priority)
);

CREATE TABLE calendars (
  owner_id  TEXT COLLATE "C" PRIMARY KEY REFERENCES organisations (organisation_id),
  time_zone TEXT NOT NULL,
  -- Minutes after local midnight.
  opens_min  BIGINT NOT NULL CHECK (opens_min BETWEEN 0 AND 1439),
  closes_min BIGINT NOT NULL CHECK (closes_min > opens_min AND closes_min <= 1440),
  -- Bit 0 is Monday.
  days       BIGINT NOT NULL CHECK (days BETWEEN 1 AND 127)
);

CREATE TABLE incidents (
  client_id     TEXT COLLATE "C" NOT NULL REFERENCES clients (client_id),
  number        BIGINT NOT NULL,
  -- Keyed MAC of the grouping key; the key itself would tell the detector.
  group_mac     BYTEA NOT NULL,
  -- A catalogue entry's id; the title is rendered from it in the reader's language.
  title_id      TEXT COLLATE "C" NOT NULL,
  category      TEXT NOT NULL,
  -- Comma-separated ATT&CK ids.
  tactics       TEXT NOT NULL,
  techniques    TEXT NOT NULL,
  status        BIGINT NOT NULL CHECK (status BETWEEN 1 AND 5),
  hold_reason   TEXT,
  hold_until    BIGINT,
  severity      BIGINT NOT NULL CHECK (severity BETWEEN 0 AND 6),
  priority      BIGINT NOT NULL CHECK (priority BETWEEN 1 AND 4),
  priority_set  BIGINT NOT NULL DEFAULT 0 CHECK (priority_set IN (0, 1)),
  impact        TEXT NOT NULL,
  confidence    TEXT NOT NULL,
  disposition   TEXT NOT NULL,
  asset_class   TEXT NOT NULL,
  assets_count  BIGINT NOT NULL,
  alerts_count  BIGINT NOT NULL,
  verdict       TEXT,
  assignee_id   TEXT COLLATE "C" REFERENCES users (user_id),
  -- First alert's own time; the window in which alerts join ends window_s after it.
  occurred_at   BIGINT NOT NULL,
  joins_until   BIGINT NOT NULL,
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL,
  -- Last moment that makes it unread for whoever has not looked since.
  attention_at  BIGINT NOT NULL,
  first_in_progress_at BIGINT,
  resolved_at   BIGINT,
  closed_at     BIGINT,
  -- The clocks. `*_used_s` is service time used before `running_since`; NULL `running_since` means they stand still.
  running_since   BIGINT,
  -- Paused, awaiting the client: since when, and for how many milliseconds before that.
  paused_since    BIGINT,
  paused_ms       BIGINT NOT NULL DEFAULT 0,
  respond_used_s  BIGINT NOT NULL DEFAULT 0,
  resolve_used_s  BIGINT NOT NULL DEFAULT 0,
  respond_due_at  BIGINT,
  resolve_due_at  BIGINT,
  -- Set when a clock was missed and then stopped; a running one is missed when its due instant has passed.
  missed          BIGINT NOT NULL DEFAULT 0 CHECK (missed IN (0, 1)),
  -- The nearer running clock.
  breach_at     BIGINT,
  breach_kind   TEXT,
  version       BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (client_id, number)
);
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
  client_id    TEXT COLLATE "C" NOT NULL,
  alert        BIGINT NOT NULL,
  number       BIGINT NOT NULL,
  identity_mac BYTEA NOT NULL,
  severity     BIGINT NOT NULL,
  occurred_at  BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  PRIMARY KEY (client_id, alert),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
);
CREATE UNIQUE INDEX alerts_by_identity ON alerts (client_id, identity_mac);
CREATE INDEX alerts_by_incident ON alerts (client_id, number, alert);

-- What an incident touches, counted without being named.
CREATE TABLE incident_assets (
  client_id TEXT COLLATE "C" NOT NULL,
  number    BIGINT NOT NULL,
  asset_mac BYTEA NOT NULL,
  PRIMARY KEY (client_id, number, asset_mac),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
);

-- The sparkline: alerts by hour since 1970, in the alerts' own time.
CREATE TABLE incident_hours (
  client_id TEXT COLLATE "C" NOT NULL,
  number    BIGINT NOT NULL,
  hour      BIGINT NOT NULL,
  alerts    BIGINT NOT NULL,
  PRIMARY KEY (client_id, number, hour),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
);

CREATE TABLE notes (
  client_id  TEXT COLLATE "C" NOT NULL,
  number     BIGINT NOT NULL,
  note_id    TEXT COLLATE "C" NOT NULL,
  visibility TEXT NOT NULL CHECK (visibility IN ('internal', 'shared')),
  body       TEXT NOT NULL,
  author_id  TEXT COLLATE "C" NOT NULL REFERENCES users (user_id),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (client_id, number, note_id),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
);

-- People's changes, in order; `what` is wire::timeline::What without its names.
CREATE TABLE changes (
  client_id  TEXT COLLATE "C" NOT NULL,
  number     BIGINT NOT NULL,
  version    BIGINT NOT NULL,
  at         BIGINT NOT NULL,
  by_user_id TEXT COLLATE "C" REFERENCES users (user_id),
  what       TEXT NOT NULL,
  PRIMARY KEY (client_id, number, version),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
);

CREATE TABLE reads (
  user_id   TEXT COLLATE "C" NOT NULL REFERENCES users (user_id),
  client_id TEXT COLLATE "C" NOT NULL,
  number    BIGINT NOT NULL,
  seen_at   BIGINT NOT NULL,
  PRIMARY KEY (client_id, number, user_id),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
);

-- Evidence openings: append-only, hash-chained per client by `receipt`.
CREATE TABLE receipts (
  client_id     TEXT COLLATE "C" NOT NULL,
  receipt       BIGINT NOT NULL,
  receipt_id    TEXT COLLATE "C" NOT NULL,
  number        BIGINT NOT NULL,
  opened_by     TEXT COLLATE "C" NOT NULL REFERENCES users (user_id),
  -- The opener's names as they were: the hash covers them.
  opened_by_name         TEXT NOT NULL,
  opened_by_organisation TEXT NOT NULL,
  opened_at     BIGINT NOT NULL,
  reason        TEXT NOT NULL,
  expires_at    BIGINT NOT NULL,
  hash          TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  PRIMARY KEY (client_id, receipt),
  UNIQUE (client_id, receipt_id),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
);
CREATE INDEX receipts_by_incident ON receipts (client_id, number, receipt);

CREATE TABLE receipt_closings (
  client_id  TEXT COLLATE "C" NOT NULL,
  receipt    BIGINT NOT NULL,
  closed_at  BIGINT NOT NULL,
  PRIMARY KEY (client_id, receipt),
  FOREIGN KEY (client_id, receipt) REFERENCES receipts (client_id, receipt)
);

-- Live changes. `internal` ones are told to the MSP only. Transactions commit in another order than they take numbers in, so
-- readers go by `tx`, and no further than the oldest transaction that still runs: what they have gone past is complete.
CREATE TABLE outbox (
  client_id TEXT COLLATE "C" NOT NULL REFERENCES clients (client_id),
  seq       BIGINT GENERATED ALWAYS AS IDENTITY,
  tx        BIGINT NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
  number    BIGINT NOT NULL,
  version   BIGINT NOT NULL,
  kind      TEXT NOT NULL CHECK (kind IN ('created', 'changed', 'timeline')),
  internal  BIGINT NOT NULL DEFAULT 0 CHECK (internal IN (0, 1)),
  at        BIGINT NOT NULL,
  PRIMARY KEY (client_id, seq)
);
CREATE INDEX outbox_by_transaction ON outbox (tx, seq);
CREATE INDEX outbox_by_time ON outbox (client_id, at);

-- Wakes whoever watches the outbox; what there is to tell stands in the table.
CREATE FUNCTION wake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NOTIFY bulkhead_outbox;
  RETURN NULL;
END $$;
CREATE TRIGGER wake AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION wake();

-- One row: what this installation is.
CREATE TABLE installation (
  only_row    BIGINT PRIMARY KEY CHECK (only_row = 1),
  -- Seals cursors and event ids.
  sealing_key BYTEA NOT NULL,
  -- Made by --demo: may be served by --demo again.
  demo        BIGINT NOT NULL CHECK (demo IN (0, 1))
);
