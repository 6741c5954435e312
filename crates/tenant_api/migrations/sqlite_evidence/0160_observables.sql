-- By what findings are found again: keyed MACs of the hosts, addresses, accounts, hashes and domains that they name, each of its kind.
CREATE TABLE observables (
  client_id TEXT NOT NULL,
  mac       BLOB NOT NULL,
  alert     INTEGER NOT NULL,
  PRIMARY KEY (client_id, mac, alert)
) STRICT, WITHOUT ROWID;
-- What retention deletes.
CREATE INDEX observables_by_alert ON observables (client_id, alert);

-- Alerts above this one are found so; those up to it came in before there was an index, and are gone through newest first.
CREATE TABLE searchable (
  client_id TEXT PRIMARY KEY,
  down_to   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
