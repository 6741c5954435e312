-- Searches of a client's evidence, for the client to read.
CREATE TABLE evidence_searches (
  client_id   TEXT NOT NULL,
  -- The digest of what the record tells; the audit names it.
  search_id   TEXT NOT NULL,
  searched_at INTEGER NOT NULL,
  -- wire_evidence::Searched without its id and its value.
  contents    TEXT NOT NULL,
  -- What was searched for, sealed with the client's key; NULL where nothing matched.
  value       BLOB,
  PRIMARY KEY (client_id, search_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_searches_by_time ON evidence_searches (client_id, searched_at, search_id);
