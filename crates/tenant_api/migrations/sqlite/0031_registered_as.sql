-- What an organisation's provider calls us: in every other table, and for PostgreSQL's row-level security, a client_id is
-- a client of ours.
ALTER TABLE identity_providers RENAME COLUMN client_id TO registered_as;
