-- Files kept with incidents, sealed like findings: `about` is JSON of the file's name, size and SHA-256, `content` its bytes
-- (associated data are client, artifact and which of the two).
CREATE TABLE artifacts (
  client_id   TEXT NOT NULL,
  artifact_id TEXT NOT NULL,
  kept_at     INTEGER NOT NULL,
  about       BLOB NOT NULL,
  content     BLOB NOT NULL,
  PRIMARY KEY (client_id, artifact_id)
) STRICT, WITHOUT ROWID;
-- What retention deletes, one that was interrupted before its incident knew of it among it.
CREATE INDEX artifacts_by_time ON artifacts (client_id, kept_at);
