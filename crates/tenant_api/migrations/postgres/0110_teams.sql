-- Teams: named sets of an organisation's people, to whom incidents can be given as to a person.
CREATE TABLE teams (
  organisation_id TEXT COLLATE "C" NOT NULL REFERENCES organisations (organisation_id),
  team_id         TEXT COLLATE "C" NOT NULL UNIQUE,
  name            TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (organisation_id, team_id)
);

CREATE TABLE team_members (
  team_id TEXT COLLATE "C" NOT NULL REFERENCES teams (team_id) ON DELETE CASCADE,
  user_id TEXT COLLATE "C" NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
  PRIMARY KEY (team_id, user_id)
);
CREATE INDEX team_members_by_user ON team_members (user_id, team_id);

-- Beside a person of the team who has it, or alone until one has.
ALTER TABLE incidents ADD COLUMN team_id TEXT COLLATE "C" REFERENCES teams (team_id);
-- The one index for all orders: a row of no team costs nothing, and what a team has is few enough to be sorted.
CREATE INDEX incidents_of_team ON incidents (team_id, breach_at) WHERE team_id IS NOT NULL;
