-- The schema `evidence`: only the evidence module's login has any right here.

-- A client's own keys. MACs made with them stand beside the queue; the keys do not.
CREATE TABLE client_keys (
  client_id TEXT COLLATE "C" PRIMARY KEY,
  mac_key   BYTEA NOT NULL
);

-- One finding as it was received, byte for byte, under its alert's number.
CREATE TABLE findings (
  client_id TEXT COLLATE "C" NOT NULL,
  alert     BIGINT NOT NULL,
  record    TEXT NOT NULL,
  PRIMARY KEY (client_id, alert)
);
