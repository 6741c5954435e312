-- Tamper-evident records. A link holds a digest of its contents and the hash of the link before it, so contents can be
-- deleted and the chain still verifies. The owner is an organisation; a client is one.

CREATE TABLE chain_links (
  owner_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (organisation_id),
  chain    TEXT COLLATE "C" NOT NULL CHECK (chain IN ('audit', 'evidence_openings')),
  number   BIGINT NOT NULL,
  at       BIGINT NOT NULL,
  -- SHA-256 over the RFC 8785 form of the contents, lower-case hexadecimal.
  digest   TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash     TEXT NOT NULL,
  PRIMARY KEY (owner_id, chain, number)
);

-- Where each chain ends; appending takes this row first.
CREATE TABLE chain_heads (
  owner_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (organisation_id),
  chain    TEXT COLLATE "C" NOT NULL,
  number   BIGINT NOT NULL,
  hash     TEXT NOT NULL,
  PRIMARY KEY (owner_id, chain)
);

-- What the links of `audit` tell, until retention deletes it.
CREATE TABLE audit (
  owner_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (organisation_id),
  number   BIGINT NOT NULL,
  at       BIGINT NOT NULL,
  action   TEXT NOT NULL,
  actor_id TEXT COLLATE "C",
  -- wire::audit::AuditContents in RFC 8785 form: what the digest is of.
  contents TEXT NOT NULL,
  PRIMARY KEY (owner_id, number)
);
CREATE INDEX audit_by_time ON audit (owner_id, at, number);
