-- How the client rated the handling since it was last over, 1 to 5; what it said with it is in happenings.
ALTER TABLE incidents ADD COLUMN rating INTEGER CHECK (rating BETWEEN 1 AND 5);
