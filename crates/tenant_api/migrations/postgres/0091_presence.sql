-- Who looks at which incident, until when they are taken to.
CREATE TABLE presence (
  client_id TEXT COLLATE "C" NOT NULL,
  number    BIGINT NOT NULL,
  user_id   TEXT COLLATE "C" NOT NULL REFERENCES users (user_id),
  until     BIGINT NOT NULL,
  PRIMARY KEY (client_id, number, user_id),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
);
