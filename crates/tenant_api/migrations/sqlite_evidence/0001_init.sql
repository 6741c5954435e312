-- The evidence file: opened by the evidence module and by nothing else.

-- A client's own keys. MACs made with them stand beside the queue; the keys do not.
CREATE TABLE client_keys (
  client_id TEXT PRIMARY KEY,
  mac_key   BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- One finding as it was received, byte for byte, under its alert's number.
CREATE TABLE findings (
  client_id TEXT NOT NULL,
  alert     INTEGER NOT NULL,
  record    TEXT NOT NULL,
  PRIMARY KEY (client_id, alert)
) STRICT, WITHOUT ROWID;
