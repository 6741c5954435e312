-- no-transaction
-- A client's code is its MSP's to choose: that another MSP's client has it must not be told by a refusal. The table is made anew
-- because SQLite cannot drop a constraint, without foreign keys because dropping it would delete what refers to it.
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
CREATE TABLE clients_before AS SELECT * FROM clients;
DROP TABLE clients;
CREATE TABLE clients (
  client_id    TEXT PRIMARY KEY REFERENCES organisations (organisation_id),
  code         TEXT NOT NULL CHECK (length(code) BETWEEN 2 AND 5),
  name         TEXT NOT NULL,
  colour       TEXT NOT NULL CHECK (colour GLOB '#[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]'),
  managed_by   TEXT REFERENCES organisations (organisation_id),
  window_s     INTEGER NOT NULL DEFAULT 86400 CHECK (window_s > 0),
  next_incident INTEGER NOT NULL DEFAULT 1001,
  next_alert   INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;
INSERT INTO clients (client_id, code, name, colour, managed_by, window_s, next_incident, next_alert)
  SELECT client_id, code, name, colour, managed_by, window_s, next_incident, next_alert FROM clients_before;
DROP TABLE clients_before;
CREATE INDEX clients_by_msp ON clients (managed_by, client_id);
CREATE UNIQUE INDEX clients_by_code ON clients (COALESCE(managed_by, client_id), code);
COMMIT;
PRAGMA foreign_keys = ON;
