-- Searches of a client's evidence, for the client to read.
CREATE TABLE evidence_searches (
  client_id   TEXT COLLATE "C" NOT NULL,
  -- The digest of what the record tells; the audit names it.
  search_id   TEXT COLLATE "C" NOT NULL,
  searched_at BIGINT NOT NULL,
  -- wire_evidence::Searched without its id and its value.
  contents    TEXT NOT NULL,
  -- What was searched for, sealed with the client's key; NULL where nothing matched.
  value       BYTEA,
  PRIMARY KEY (client_id, search_id)
);
CREATE INDEX evidence_searches_by_time ON evidence_searches (client_id, searched_at, search_id);
