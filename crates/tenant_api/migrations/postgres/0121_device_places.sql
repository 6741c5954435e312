-- Every place in the alphabet that a device has called a client by, for as long as the device lives: none is given twice, also after
-- its client is no more.
CREATE TABLE device_places (
  owner_id  TEXT COLLATE "C" NOT NULL,
  device_id TEXT COLLATE "C" NOT NULL,
  place     BIGINT NOT NULL,
  PRIMARY KEY (owner_id, device_id, place),
  FOREIGN KEY (owner_id, device_id) REFERENCES devices (owner_id, device_id) ON DELETE CASCADE
);
-- The owner, who migrates, sees what is there; the seal forces it again.
ALTER TABLE devices NO FORCE ROW LEVEL SECURITY;
ALTER TABLE device_pseudonyms NO FORCE ROW LEVEL SECURITY;
INSERT INTO device_places (owner_id, device_id, place)
  SELECT d.owner_id, d.device_id, p.place FROM device_pseudonyms p JOIN devices d ON d.device_id = p.device_id;
