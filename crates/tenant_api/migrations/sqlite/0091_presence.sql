-- Who looks at which incident, until when they are taken to.
CREATE TABLE presence (
  client_id TEXT NOT NULL,
  number    INTEGER NOT NULL,
  user_id   TEXT NOT NULL REFERENCES users (user_id),
  until     INTEGER NOT NULL,
  PRIMARY KEY (client_id, number, user_id),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
) STRICT, WITHOUT ROWID;
