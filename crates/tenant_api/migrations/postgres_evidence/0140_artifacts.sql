-- Files kept with incidents, sealed like findings: `about` is JSON of the file's name, size and SHA-256, `content` its bytes
-- (associated data are client, artifact and which of the two).
CREATE TABLE artifacts (
  client_id   TEXT COLLATE "C" NOT NULL,
  artifact_id TEXT COLLATE "C" NOT NULL,
  kept_at     BIGINT NOT NULL,
  about       BYTEA NOT NULL,
  content     BYTEA NOT NULL,
  PRIMARY KEY (client_id, artifact_id)
);
-- What retention deletes, one that was interrupted before its incident knew of it among it.
CREATE INDEX artifacts_by_time ON artifacts (client_id, kept_at);
