-- Access in full: grants by group, overrides, what was dropped, suspension, invitations, seeing as somebody, and the history of
-- all of it.

CREATE TABLE group_grants (
  user_id    TEXT COLLATE "C" NOT NULL REFERENCES users (user_id),
  group_id   TEXT COLLATE "C" NOT NULL REFERENCES groups (group_id),
  profile_id TEXT COLLATE "C" NOT NULL REFERENCES profiles (profile_id),
  PRIMARY KEY (user_id, group_id)
);
CREATE INDEX group_grants_by_group ON group_grants (group_id, user_id);

-- What a client's use of a template adds to it, and removes from it.
CREATE TABLE profile_overrides (
  client_id  TEXT COLLATE "C" NOT NULL REFERENCES clients (client_id),
  profile_id TEXT COLLATE "C" NOT NULL REFERENCES profiles (profile_id),
  capability TEXT COLLATE "C" NOT NULL,
  effect     TEXT NOT NULL CHECK (effect IN ('added', 'removed')),
  PRIMARY KEY (client_id, profile_id, capability)
);

CREATE TABLE dropped_capabilities (
  client_id  TEXT COLLATE "C" NOT NULL REFERENCES clients (client_id),
  user_id    TEXT COLLATE "C" NOT NULL REFERENCES users (user_id),
  capability TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (client_id, user_id, capability)
);

ALTER TABLE users ADD COLUMN suspended_at BIGINT;
-- Has a link and has not used it.
ALTER TABLE users ADD COLUMN invited BIGINT NOT NULL DEFAULT 0 CHECK (invited IN (0, 1));
-- The address the link was made for. `email` is one that nobody has until the link is used; and stays so if somebody else
-- turns out to have this one.
ALTER TABLE users ADD COLUMN invited_as TEXT COLLATE "C";

-- Links are found by SHA-256 of the token; one a person.
CREATE TABLE invitations (
  token_hash BYTEA PRIMARY KEY,
  user_id    TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES users (user_id),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

-- A session that sees as somebody else; it ends with the session, and stays with it when that gets another id.
CREATE TABLE see_as (
  token_hash   BYTEA PRIMARY KEY,
  session_hash BYTEA NOT NULL REFERENCES sessions (token_hash) ON DELETE CASCADE ON UPDATE CASCADE,
  client_id    TEXT COLLATE "C" NOT NULL REFERENCES clients (client_id),
  user_id      TEXT COLLATE "C" NOT NULL REFERENCES users (user_id),
  expires_at   BIGINT NOT NULL
);
CREATE INDEX see_as_by_session ON see_as (session_hash);

-- What a person may do in a client, or over their organisation, whenever it changed: append-only, counted per place and
-- person. `holding` is wire::access::Holder, `by_person` wire::session::Person, `gained` and `lost` are captions with commas between.
CREATE TABLE access_history (
  place_id  TEXT COLLATE "C" NOT NULL REFERENCES organisations (organisation_id),
  user_id   TEXT COLLATE "C" NOT NULL REFERENCES users (user_id),
  entry     BIGINT NOT NULL,
  at        BIGINT NOT NULL,
  holding   TEXT NOT NULL,
  gained    TEXT NOT NULL,
  lost      TEXT NOT NULL,
  by_person TEXT,
  PRIMARY KEY (place_id, user_id, entry)
);
CREATE INDEX access_history_by_time ON access_history (place_id, at);

-- A key has a name and an id that are not the key.
ALTER TABLE ingest_keys ADD COLUMN key_id TEXT COLLATE "C";
ALTER TABLE ingest_keys ADD COLUMN name TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE ingest_keys ADD COLUMN prefix TEXT NOT NULL DEFAULT '';
ALTER TABLE ingest_keys ADD COLUMN created_by TEXT COLLATE "C" REFERENCES users (user_id);
ALTER TABLE ingest_keys ADD COLUMN last_used_at BIGINT;
-- A sealed table's owner sees none of its rows either; the seal is put back before anybody else comes in.
ALTER TABLE ingest_keys NO FORCE ROW LEVEL SECURITY;
UPDATE ingest_keys SET key_id = replace(gen_random_uuid()::text, '-', '');
CREATE UNIQUE INDEX ingest_keys_by_id ON ingest_keys (client_id, key_id);

-- Local dates on which a calendar's business hours do not open.
CREATE TABLE calendar_holidays (
  owner_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (organisation_id),
  day      TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (owner_id, day)
);
