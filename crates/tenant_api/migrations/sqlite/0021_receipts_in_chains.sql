-- Receipts become contents of the chain `evidence_openings`. The hash that an older receipt had is the digest of its
-- contents, which name the hash that it followed; the process that opens the store computes its link.

INSERT INTO chain_links (owner_id, chain, number, at, digest, previous_hash, hash)
  SELECT client_id, 'evidence_openings', receipt, opened_at, hash, '', '' FROM receipts;

ALTER TABLE receipts ADD COLUMN salt TEXT;
ALTER TABLE receipts ADD COLUMN followed TEXT;
UPDATE receipts SET followed = previous_hash;
ALTER TABLE receipts DROP COLUMN hash;
ALTER TABLE receipts DROP COLUMN previous_hash;

CREATE VIEW linked_receipts AS
  SELECT r.*, l.digest, l.hash, l.previous_hash FROM receipts r
  JOIN chain_links l ON l.owner_id = r.client_id AND l.chain = 'evidence_openings' AND l.number = r.receipt;

CREATE INDEX chain_links_by_time ON chain_links (owner_id, at, chain, number);

-- Sign-ins for accounts that are not there, by day since 1970: they cost what the others cost, and belong to nobody.
CREATE TABLE sign_ins_of_nobody (
  day      INTEGER PRIMARY KEY,
  attempts INTEGER NOT NULL
) STRICT;
