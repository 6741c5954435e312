-- How the client rated the handling since it was last over, 1 to 5; what it said with it is in happenings.
ALTER TABLE incidents ADD COLUMN rating BIGINT CHECK (rating BETWEEN 1 AND 5);
-- Nobody gives what they do not hold: whoever says who may do what holds it, to give it, and a client's own people who write to
-- whoever looks after them, to use it. Access is settled at the start.
-- The owner sees every organisation's for so long.
ALTER TABLE profiles NO FORCE ROW LEVEL SECURITY;
ALTER TABLE profile_capabilities NO FORCE ROW LEVEL SECURITY;
ALTER TABLE grants NO FORCE ROW LEVEL SECURITY;
ALTER TABLE users NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clients NO FORCE ROW LEVEL SECURITY;
INSERT INTO profile_capabilities (profile_id, capability)
  SELECT p.profile_id, 'incident.rate' FROM profiles p JOIN profile_capabilities h ON h.profile_id = p.profile_id
  WHERE h.capability = 'access.manage' OR h.capability = 'note.shared' AND (
    p.organisation_id IN (SELECT client_id FROM clients)
    OR EXISTS (SELECT 1 FROM grants g JOIN users u ON u.user_id = g.user_id
      WHERE g.profile_id = p.profile_id AND u.organisation_id = g.client_id))
  ON CONFLICT DO NOTHING;
ALTER TABLE profiles FORCE ROW LEVEL SECURITY;
ALTER TABLE profile_capabilities FORCE ROW LEVEL SECURITY;
ALTER TABLE grants FORCE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
ALTER TABLE clients FORCE ROW LEVEL SECURITY;
