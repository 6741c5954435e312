-- When somebody saw an incident before they looked at it as they do now; `seen_at` moves on while they look.
ALTER TABLE reads ADD COLUMN looked_at INTEGER;
