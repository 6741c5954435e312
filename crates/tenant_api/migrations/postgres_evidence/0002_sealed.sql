-- Evidence at rest. Records are sealed with a key of their client's; the keys lie outside every database, in a file of their
-- own, wrapped by the installation's key, so that a key that is destroyed is in no backup of the databases either.

-- Records of before, until they have been sealed.
ALTER TABLE findings RENAME TO plain_findings;
ALTER INDEX findings_pkey RENAME TO plain_findings_pkey;

-- One finding as it was received, sealed, under its alert's number: nonce, ciphertext, tag (XChaCha20-Poly1305; associated
-- data are client and number).
CREATE TABLE findings (
  client_id TEXT COLLATE "C" NOT NULL,
  alert     BIGINT NOT NULL,
  sealed    BYTEA NOT NULL,
  PRIMARY KEY (client_id, alert)
);

-- Which key a client's records are sealed with, so that a lost key file is noticed instead of replaced.
CREATE TABLE sealing_keys (
  client_id    TEXT COLLATE "C" PRIMARY KEY,
  key_id       TEXT COLLATE "C" NOT NULL,
  destroyed_at BIGINT
);

-- One row: which installation key wraps them.
CREATE TABLE installation_key (
  only_row    BIGINT PRIMARY KEY CHECK (only_row = 1),
  fingerprint TEXT NOT NULL
);

-- As far as retention has deleted a client's records.
CREATE TABLE forgotten (
  client_id TEXT COLLATE "C" PRIMARY KEY,
  through   BIGINT NOT NULL
);
