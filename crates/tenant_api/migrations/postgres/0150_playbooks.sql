-- Playbooks: what an organisation has done about incidents of some categories, step by step.
CREATE TABLE playbooks (
  owner_id    TEXT COLLATE "C" NOT NULL REFERENCES organisations (organisation_id),
  playbook_id TEXT COLLATE "C" NOT NULL UNIQUE,
  name        TEXT COLLATE "C" NOT NULL,
  -- JSON lists: captions of wire::vocabulary::Category, and wire::task::Step without whom it is pre-authorised by.
  categories  TEXT NOT NULL,
  steps       TEXT NOT NULL,
  PRIMARY KEY (owner_id, playbook_id)
);

-- Steps, by their place from 0, that a client has approved beforehand.
CREATE TABLE preauthorised_steps (
  client_id   TEXT COLLATE "C" NOT NULL REFERENCES clients (client_id),
  playbook_id TEXT COLLATE "C" NOT NULL REFERENCES playbooks (playbook_id) ON DELETE CASCADE,
  step        BIGINT NOT NULL,
  PRIMARY KEY (client_id, playbook_id, step)
);
CREATE INDEX preauthorised_steps_by_playbook ON preauthorised_steps (playbook_id, client_id, step);

-- What has to be done about an incident. Closed lists are wire::task's captions.
CREATE TABLE tasks (
  client_id   TEXT COLLATE "C" NOT NULL,
  number      BIGINT NOT NULL,
  task_id     TEXT COLLATE "C" NOT NULL,
  -- In the order they came, which nobody is told: internal ones are among them.
  place       BIGINT NOT NULL,
  -- The playbook whose step it is, which may be no more.
  playbook_id TEXT COLLATE "C",
  phase       TEXT NOT NULL,
  body        TEXT NOT NULL,
  owner       TEXT NOT NULL CHECK (owner IN ('msp', 'client')),
  internal    BIGINT NOT NULL CHECK (internal IN (0, 1)),
  mandatory   BIGINT NOT NULL CHECK (mandatory IN (0, 1)),
  approval    BIGINT NOT NULL CHECK (approval IN (0, 1)),
  due_at      BIGINT,
  state       TEXT NOT NULL,
  -- The last answer; nobody's where it was approved beforehand.
  answered_at BIGINT,
  answered_by TEXT COLLATE "C" REFERENCES users (user_id),
  reason      TEXT,
  told_by     TEXT,
  PRIMARY KEY (client_id, number, task_id),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
);

-- What people did to tasks, in order; `what` is that of wire::timeline::What::Tasked.
CREATE TABLE task_acts (
  client_id  TEXT COLLATE "C" NOT NULL,
  number     BIGINT NOT NULL,
  act        BIGINT NOT NULL,
  internal   BIGINT NOT NULL CHECK (internal IN (0, 1)),
  at         BIGINT NOT NULL,
  by_user_id TEXT COLLATE "C" NOT NULL REFERENCES users (user_id),
  what       TEXT NOT NULL,
  PRIMARY KEY (client_id, number, act),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number)
);
