-- By what findings are found again: keyed MACs of the hosts, addresses, accounts, hashes and domains that they name, each of its kind.
CREATE TABLE observables (
  client_id TEXT COLLATE "C" NOT NULL,
  mac       BYTEA NOT NULL,
  alert     BIGINT NOT NULL,
  PRIMARY KEY (client_id, mac, alert)
);
-- What retention deletes.
CREATE INDEX observables_by_alert ON observables (client_id, alert);

-- Alerts above this one are found so; those up to it came in before there was an index, and are gone through newest first.
CREATE TABLE searchable (
  client_id TEXT COLLATE "C" PRIMARY KEY,
  down_to   BIGINT NOT NULL
);
