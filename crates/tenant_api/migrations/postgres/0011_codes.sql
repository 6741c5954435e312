-- A client's code is its MSP's to choose: that another MSP's client has it must not be told by a refusal.
ALTER TABLE clients DROP CONSTRAINT clients_code_key;
CREATE UNIQUE INDEX clients_by_code ON clients (COALESCE(managed_by, client_id), code);
