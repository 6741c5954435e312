-- Portals of others that show screens of ours: each belongs to one organisation, and shows clients of that one only.
CREATE TABLE partners (
  organisation_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (organisation_id) ON DELETE CASCADE,
  -- Public: it stands in the address of what is embedded.
  partner_id      TEXT COLLATE "C" NOT NULL UNIQUE,
  name            TEXT COLLATE "C" NOT NULL,
  -- Captions, separated by commas.
  views           TEXT NOT NULL,
  status          TEXT NOT NULL CHECK (status IN ('active', 'suspended')),
  created_at      BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, partner_id)
);

CREATE TABLE partner_origins (
  partner_id TEXT COLLATE "C" NOT NULL REFERENCES partners (partner_id) ON DELETE CASCADE,
  origin     TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (partner_id, origin)
);

CREATE TABLE partner_clients (
  client_id  TEXT COLLATE "C" NOT NULL REFERENCES clients (client_id) ON DELETE CASCADE,
  partner_id TEXT COLLATE "C" NOT NULL REFERENCES partners (partner_id) ON DELETE CASCADE,
  PRIMARY KEY (client_id, partner_id)
);
CREATE INDEX partner_clients_by_partner ON partner_clients (partner_id, client_id);

-- Keys and tokens are found by SHA-256; they themselves are nowhere.
CREATE TABLE partner_keys (
  partner_id TEXT COLLATE "C" NOT NULL REFERENCES partners (partner_id) ON DELETE CASCADE,
  key_id     TEXT COLLATE "C" NOT NULL UNIQUE,
  key_hash   BYTEA NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  revoked_at BIGINT,
  PRIMARY KEY (partner_id, key_id)
);

CREATE TABLE embed_tokens (
  token_hash    BYTEA PRIMARY KEY,
  key_id        TEXT COLLATE "C" NOT NULL REFERENCES partner_keys (key_id) ON DELETE CASCADE,
  profile_id    TEXT COLLATE "C" NOT NULL REFERENCES profiles (profile_id) ON DELETE CASCADE,
  -- The partner's own user, as the partner names them.
  external_id   TEXT COLLATE "C" NOT NULL,
  external_name TEXT COLLATE "C" NOT NULL,
  views         TEXT NOT NULL,
  origin        TEXT COLLATE "C" NOT NULL,
  expires_at    BIGINT NOT NULL
);
CREATE INDEX embed_tokens_by_key ON embed_tokens (key_id);
CREATE INDEX embed_tokens_by_profile ON embed_tokens (profile_id);
CREATE INDEX embed_tokens_by_expiry ON embed_tokens (expires_at);

CREATE TABLE embed_token_clients (
  client_id  TEXT COLLATE "C" NOT NULL REFERENCES clients (client_id) ON DELETE CASCADE,
  token_hash BYTEA NOT NULL REFERENCES embed_tokens (token_hash) ON DELETE CASCADE,
  PRIMARY KEY (client_id, token_hash)
);
CREATE INDEX embed_token_clients_by_token ON embed_token_clients (token_hash, client_id);
