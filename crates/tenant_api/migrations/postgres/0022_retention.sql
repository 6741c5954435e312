-- How long a client's data are kept. Without a row it is the default.
CREATE TABLE retention (
  client_id      TEXT COLLATE "C" PRIMARY KEY REFERENCES clients (client_id),
  evidence_days  BIGINT NOT NULL CHECK (evidence_days > 0),
  records_months BIGINT NOT NULL CHECK (records_months > 0)
);

-- While there is one, nothing of the client is deleted. `*_by` is wire::session::Person, with the names as they were.
CREATE TABLE legal_holds (
  client_id TEXT COLLATE "C" PRIMARY KEY REFERENCES clients (client_id),
  reason    TEXT NOT NULL,
  placed_by TEXT NOT NULL,
  placed_at BIGINT NOT NULL
);

-- A client on its way out: asked for by one person, confirmed by another, deleted after a delay.
CREATE TABLE offboardings (
  client_id    TEXT COLLATE "C" PRIMARY KEY REFERENCES clients (client_id),
  reason       TEXT NOT NULL,
  asked_by     TEXT NOT NULL,
  asked_at     BIGINT NOT NULL,
  confirmed_by TEXT,
  confirmed_at BIGINT,
  deletes_at   BIGINT,
  -- Set when deleting begins: from then on the client is not there for anybody.
  gone_at      BIGINT
);

-- What is left of a deleted client: its MSP's to read. No key refers to the client, which is gone.
CREATE TABLE certificates (
  certificate_id TEXT COLLATE "C" PRIMARY KEY,
  owner_id    TEXT COLLATE "C" REFERENCES organisations (organisation_id),
  client_id   TEXT COLLATE "C" NOT NULL,
  issued_at   BIGINT,
  -- wire::retention::Certificate in RFC 8785 form.
  document    TEXT NOT NULL
);
CREATE INDEX certificates_by_owner ON certificates (owner_id, issued_at);

-- Clients that findings may come in for.
CREATE VIEW active_clients WITH (security_invoker = true) AS
  SELECT c.* FROM clients c WHERE NOT EXISTS
    (SELECT 1 FROM offboardings o WHERE o.client_id = c.client_id AND o.confirmed_at IS NOT NULL);
