-- Every place in the alphabet that a device has called a client by, for as long as the device lives: none is given twice, also after
-- its client is no more.
CREATE TABLE device_places (
  owner_id  TEXT NOT NULL,
  device_id TEXT NOT NULL,
  place     INTEGER NOT NULL,
  PRIMARY KEY (owner_id, device_id, place),
  FOREIGN KEY (owner_id, device_id) REFERENCES devices (owner_id, device_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO device_places (owner_id, device_id, place)
  SELECT d.owner_id, d.device_id, p.place FROM device_pseudonyms p JOIN devices d ON d.device_id = p.device_id;
