-- Alerts that moved from one incident of their client to another.
-- Merged into: closed as the duplicate of that one, whose its alerts are. What comes later with its grouping key joins that one.
ALTER TABLE incidents ADD COLUMN merged_into BIGINT;
-- Opened with alerts of that one; by itself nothing joins it.
ALTER TABLE incidents ADD COLUMN split_from BIGINT;
CREATE INDEX incidents_merged ON incidents (client_id, group_mac, merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX incidents_merged_into ON incidents (client_id, merged_into, number) WHERE merged_into IS NOT NULL;
CREATE INDEX incidents_split_from ON incidents (client_id, split_from, number) WHERE split_from IS NOT NULL;

-- The incident that it came to; NULL for one that never moved. Timelines tell it there for good.
ALTER TABLE alerts ADD COLUMN arrived_in BIGINT;
CREATE INDEX alerts_by_arrival ON alerts (client_id, arrived_in, alert) WHERE arrived_in IS NOT NULL;

-- The incident that was merged with this asset; NULL for one that alerts of its own touch, too.
ALTER TABLE incident_assets ADD COLUMN merged_from BIGINT;

-- A merge that may be taken back: what both were before, and digests of what they were after.
CREATE TABLE merges (
  client_id    TEXT COLLATE "C" NOT NULL,
  number       BIGINT NOT NULL,
  into_number  BIGINT NOT NULL,
  -- The client's next alert at that moment: this one and later ones were not moved.
  next_alert   BIGINT NOT NULL,
  -- The client's last receipt at that moment: what the target held was opened anew under later ones.
  last_receipt BIGINT NOT NULL,
  -- As store::merges::Was writes it.
  was          TEXT NOT NULL,
  left_as      TEXT NOT NULL,
  into_left_as TEXT NOT NULL,
  PRIMARY KEY (client_id, number),
  FOREIGN KEY (client_id, number) REFERENCES incidents (client_id, number),
  FOREIGN KEY (client_id, into_number) REFERENCES incidents (client_id, number)
);
CREATE INDEX merges_by_target ON merges (client_id, into_number);

-- The alerts that moved with it.
CREATE TABLE merged_alerts (
  client_id TEXT COLLATE "C" NOT NULL,
  number    BIGINT NOT NULL,
  alert     BIGINT NOT NULL,
  PRIMARY KEY (client_id, number, alert),
  FOREIGN KEY (client_id, number) REFERENCES merges (client_id, number) ON DELETE CASCADE
);
