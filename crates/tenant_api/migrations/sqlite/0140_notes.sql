-- Who is mentioned in a note: a JSON list of people's ids.
ALTER TABLE notes ADD COLUMN mentions TEXT NOT NULL DEFAULT '[]';
-- Whether somebody has written to a client before.
CREATE INDEX notes_shared_by ON notes (client_id, author_id) WHERE visibility = 'shared';

-- What somebody has begun to write on an incident: nobody else's.
CREATE TABLE drafts (
  client_id  TEXT NOT NULL,
  number     INTEGER NOT NULL,
  user_id    TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
  visibility TEXT NOT NULL CHECK (visibility IN ('internal', 'shared')),
  body       TEXT NOT NULL,
  PRIMARY KEY (client_id, number, user_id),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
) STRICT, WITHOUT ROWID;

-- That a file was kept with an incident's evidence. Its name, its hash and what it holds are evidence, and not here.
CREATE TABLE kept_files (
  client_id   TEXT NOT NULL,
  number      INTEGER NOT NULL,
  artifact_id TEXT NOT NULL,
  size_bytes  INTEGER NOT NULL,
  kept_by     TEXT NOT NULL REFERENCES users (user_id),
  kept_at     INTEGER NOT NULL,
  PRIMARY KEY (client_id, number, artifact_id),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
) STRICT, WITHOUT ROWID;
