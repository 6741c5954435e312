-- Second factors, passkeys, the organisation's own sign-in, and sessions that can be told apart.

-- Sessions get a name that may travel. Those that have none end: whoever was signed in signs in again.
DELETE FROM sessions;
ALTER TABLE sessions ADD COLUMN session_id TEXT COLLATE "C" NOT NULL DEFAULT '';
-- What it was begun on and how: "Firefox on Linux"; password, code, passkey, organisation.
ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN method TEXT NOT NULL DEFAULT 'password';

-- Whoever comes through their organisation is known by issuer and subject; the address they are shown with proves nothing.
ALTER TABLE users ADD COLUMN contact_email TEXT COLLATE "C";

-- One authenticator app a user. It is kept once a code of it was right.
CREATE TABLE totp_factors (
  user_id       TEXT COLLATE "C" PRIMARY KEY REFERENCES users (user_id) ON DELETE CASCADE,
  -- Sealed with the installation's key, bound to the user.
  sealed_secret TEXT NOT NULL,
  -- The newest time step that was used (RFC 6238): neither it nor an older one is taken again.
  last_step     BIGINT NOT NULL,
  created_at    BIGINT NOT NULL
);

CREATE TABLE recovery_codes (
  user_id   TEXT COLLATE "C" NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
  code_hash BYTEA NOT NULL,
  used_at   BIGINT,
  PRIMARY KEY (user_id, code_hash)
);

-- What an authenticator calls a user by: random, so it tells nothing.
CREATE TABLE passkey_users (
  user_id     TEXT COLLATE "C" PRIMARY KEY REFERENCES users (user_id) ON DELETE CASCADE,
  user_handle BYTEA NOT NULL UNIQUE
);

CREATE TABLE passkeys (
  user_id       TEXT COLLATE "C" NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
  passkey_id    TEXT COLLATE "C" NOT NULL,
  credential_id BYTEA NOT NULL UNIQUE,
  name          TEXT COLLATE "C" NOT NULL,
  -- The public key, and what changes: sign counter and backup.
  static_state  BYTEA NOT NULL,
  dynamic_state BYTEA NOT NULL,
  transports    BIGINT NOT NULL,
  created_at    BIGINT NOT NULL,
  last_used_at  BIGINT,
  PRIMARY KEY (user_id, passkey_id)
);

-- Challenges that have been answered, for as long as they could be answered again.
CREATE TABLE spent_challenges (
  challenge_hash BYTEA PRIMARY KEY,
  expires_at     BIGINT NOT NULL
);

-- The organisation's own sign-in (OpenID Connect), at most one an organisation.
CREATE TABLE identity_providers (
  organisation_id TEXT COLLATE "C" PRIMARY KEY REFERENCES organisations (organisation_id) ON DELETE CASCADE,
  issuer          TEXT COLLATE "C" NOT NULL,
  -- What the provider calls us: a client_id is something else here.
  registered_as   TEXT COLLATE "C" NOT NULL,
  -- Sealed with the installation's key, bound to the organisation.
  sealed_secret   TEXT NOT NULL,
  -- The claim whose values say what somebody may do.
  claim           TEXT NOT NULL,
  -- May lie in the operator's own network; only the command line says so.
  is_internal     BIGINT NOT NULL CHECK (is_internal IN (0, 1)),
  is_enabled      BIGINT NOT NULL CHECK (is_enabled IN (0, 1))
);

-- A value of the claim gives a profile; of several that fit, the first does.
CREATE TABLE identity_provider_profiles (
  organisation_id TEXT COLLATE "C" NOT NULL REFERENCES identity_providers (organisation_id) ON DELETE CASCADE,
  place           BIGINT NOT NULL,
  value           TEXT COLLATE "C" NOT NULL,
  profile_id      TEXT COLLATE "C" NOT NULL REFERENCES profiles (profile_id),
  PRIMARY KEY (organisation_id, place)
);

-- Who comes through a provider: never found by e-mail.
CREATE TABLE identities (
  organisation_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (organisation_id) ON DELETE CASCADE,
  issuer          TEXT COLLATE "C" NOT NULL,
  subject         TEXT COLLATE "C" NOT NULL,
  user_id         TEXT COLLATE "C" NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
  PRIMARY KEY (organisation_id, issuer, subject)
);
CREATE INDEX identities_by_user ON identities (user_id);
