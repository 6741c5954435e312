-- Receipts are contents of the chain `evidence_openings`. No older ones are here: an installation that comes from SQLite has
-- linked its own before.

ALTER TABLE receipts ADD COLUMN salt TEXT;
ALTER TABLE receipts ADD COLUMN followed TEXT;
ALTER TABLE receipts DROP COLUMN hash;
ALTER TABLE receipts DROP COLUMN previous_hash;

CREATE VIEW linked_receipts WITH (security_invoker = true) AS
  SELECT r.*, l.digest, l.hash, l.previous_hash FROM receipts r
  JOIN chain_links l ON l.owner_id = r.client_id AND l.chain = 'evidence_openings' AND l.number = r.receipt;

CREATE INDEX chain_links_by_time ON chain_links (owner_id, at, chain, number);

-- Sign-ins for accounts that are not there, by day since 1970: they cost what the others cost, and belong to nobody.
CREATE TABLE sign_ins_of_nobody (
  day      BIGINT PRIMARY KEY,
  attempts BIGINT NOT NULL
);
