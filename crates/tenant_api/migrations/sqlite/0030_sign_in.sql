-- Second factors, passkeys, the organisation's own sign-in, and sessions that can be told apart.

-- Sessions get a name that may travel. Those that have none end: whoever was signed in signs in again.
DELETE FROM sessions;
ALTER TABLE sessions ADD COLUMN session_id TEXT NOT NULL DEFAULT '';
-- What it was begun on and how: "Firefox on Linux"; password, code, passkey, organisation.
ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN method TEXT NOT NULL DEFAULT 'password';

-- Whoever comes through their organisation is known by issuer and subject; the address they are shown with proves nothing.
ALTER TABLE users ADD COLUMN contact_email TEXT;

-- One authenticator app a user. It is kept once a code of it was right.
CREATE TABLE totp_factors (
  user_id       TEXT PRIMARY KEY REFERENCES users (user_id) ON DELETE CASCADE,
  -- Sealed with the installation's key, bound to the user.
  sealed_secret TEXT NOT NULL,
  -- The newest time step that was used (RFC 6238): neither it nor an older one is taken again.
  last_step     INTEGER NOT NULL,
  created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_codes (
  user_id   TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
  code_hash BLOB NOT NULL,
  used_at   INTEGER,
  PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

-- What an authenticator calls a user by: random, so it tells nothing.
CREATE TABLE passkey_users (
  user_id     TEXT PRIMARY KEY REFERENCES users (user_id) ON DELETE CASCADE,
  user_handle BLOB NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

CREATE TABLE passkeys (
  user_id       TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
  passkey_id    TEXT NOT NULL,
  credential_id BLOB NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  -- The public key, and what changes: sign counter and backup.
  static_state  BLOB NOT NULL,
  dynamic_state BLOB NOT NULL,
  transports    INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  last_used_at  INTEGER,
  PRIMARY KEY (user_id, passkey_id)
) STRICT, WITHOUT ROWID;

-- Challenges that have been answered, for as long as they could be answered again.
CREATE TABLE spent_challenges (
  challenge_hash BLOB PRIMARY KEY,
  expires_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The organisation's own sign-in (OpenID Connect), at most one an organisation.
CREATE TABLE identity_providers (
  organisation_id TEXT PRIMARY KEY REFERENCES organisations (organisation_id) ON DELETE CASCADE,
  issuer          TEXT NOT NULL,
  client_id       TEXT NOT NULL,
  -- Sealed with the installation's key, bound to the organisation.
  sealed_secret   TEXT NOT NULL,
  -- The claim whose values say what somebody may do.
  claim           TEXT NOT NULL,
  -- May lie in the operator's own network; only the command line says so.
  is_internal     INTEGER NOT NULL CHECK (is_internal IN (0, 1)),
  is_enabled      INTEGER NOT NULL CHECK (is_enabled IN (0, 1))
) STRICT, WITHOUT ROWID;

-- A value of the claim gives a profile; of several that fit, the first does.
CREATE TABLE identity_provider_profiles (
  organisation_id TEXT NOT NULL REFERENCES identity_providers (organisation_id) ON DELETE CASCADE,
  place           INTEGER NOT NULL,
  value           TEXT NOT NULL,
  profile_id      TEXT NOT NULL REFERENCES profiles (profile_id),
  PRIMARY KEY (organisation_id, place)
) STRICT, WITHOUT ROWID;

-- Who comes through a provider: never found by e-mail.
CREATE TABLE identities (
  organisation_id TEXT NOT NULL REFERENCES organisations (organisation_id) ON DELETE CASCADE,
  issuer          TEXT NOT NULL,
  subject         TEXT NOT NULL,
  user_id         TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
  PRIMARY KEY (organisation_id, issuer, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX identities_by_user ON identities (user_id);
