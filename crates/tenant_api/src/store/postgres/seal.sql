-- What keeps clients apart, made so again at every start, in one transaction: a table that a migration adds cannot be
-- forgotten. The three logins' names stand in the settings bulkhead.tenants, bulkhead.everywhere and bulkhead.evidence.
DO $seal$
DECLARE
  tenants    text := quote_ident(current_setting('bulkhead.tenants'));
  everywhere text := quote_ident(current_setting('bulkhead.everywhere'));
  evidence   text := quote_ident(current_setting('bulkhead.evidence'));
  logins     text := concat_ws(', ', tenants, everywhere, evidence);
  -- Read once a statement, not once a row. Unset, it is no clients, and no organisation.
  clients    text := '= ANY (ARRAY(SELECT unnest(string_to_array(current_setting(''bulkhead.clients'', true), '',''))))';
  -- The same for rows of which a statement meets many: the list above is gone through anew for each. No index is entered by it,
  -- so statements about a client name it.
  one_of     text := 'IN (SELECT unnest(string_to_array(current_setting(''bulkhead.clients'', true), '','')))';
  own        text := '= (SELECT current_setting(''bulkhead.organisation'', true))';
  -- What belongs to a client, or to the organisation itself.
  owned      text := format('%%1$I %s OR %%1$I %s', clients, own);
  -- And what an MSP has that its clients meet: its people, and what it promises.
  met        text := owned || ' OR %1$I IN (SELECT managed_by FROM bulkhead.clients)';
  -- Who signs in and how, what they prefer, which client is which letter on a wall, and what seals cursors, is nothing that a
  -- person asks about clients.
  closed     text[] := '{sessions,see_as,invitations,totp_factors,recovery_codes,passkey_users,passkeys,spent_challenges,
    identity_providers,identity_provider_profiles,identities,installation,sign_ins_of_nobody,preferences,device_pseudonyms,
    device_places}';
  reached    text;
  rights     text;
  found      record;
BEGIN
  FOR found IN
    SELECT c.oid, c.oid::regclass AS name, c.relname AS bare, n.nspname AS schema,
      c.relrowsecurity AND c.relforcerowsecurity AS forced, array_agg(a.attname) AS columns,
      (SELECT obj_description(p.oid, 'pg_policy') FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'sealed') AS sealed
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE n.nspname IN ('bulkhead', 'evidence') AND c.relkind IN ('r', 'p') AND c.relname <> '_sqlx_migrations'
    GROUP BY c.oid, n.nspname
  LOOP
    reached := CASE
      WHEN found.bare IN ('service_levels', 'calendars', 'calendar_holidays') THEN format(met, 'owner_id')
      -- An MSP's views, screens, hand-overs and playbooks are nothing to its clients, nor theirs to it.
      WHEN found.bare IN ('saved_views', 'devices', 'handovers', 'playbooks') THEN 'owner_id ' || own
      WHEN found.bare = 'partners' THEN format(owned, 'organisation_id')
      WHEN 'owner_id' = ANY (found.columns) THEN format(owned, 'owner_id')
      WHEN 'place_id' = ANY (found.columns) THEN format(owned, 'place_id')
      -- Its client's, and of a hand-over that is reached.
      WHEN found.bare = 'handover_rows' THEN
        format('client_id %s AND handover_id IN (SELECT handover_id FROM bulkhead.handovers)', clients)
      WHEN found.bare = 'preauthorised_steps' THEN
        format('client_id %s AND playbook_id IN (SELECT playbook_id FROM bulkhead.playbooks)', clients)
      WHEN found.bare IN ('incidents', 'reads', 'incident_hours') THEN 'client_id ' || one_of
      WHEN 'client_id' = ANY (found.columns) THEN 'client_id ' || clients
      WHEN 'organisation_id' = ANY (found.columns) THEN format(met, 'organisation_id')
      -- What hangs on something is reached by whoever reaches that.
      WHEN 'partner_id' = ANY (found.columns) THEN 'partner_id IN (SELECT partner_id FROM bulkhead.partners)'
      WHEN 'key_id' = ANY (found.columns) THEN 'key_id IN (SELECT key_id FROM bulkhead.partner_keys)'
      WHEN 'group_id' = ANY (found.columns) THEN 'group_id IN (SELECT group_id FROM bulkhead.groups)'
      WHEN 'team_id' = ANY (found.columns) THEN 'team_id IN (SELECT team_id FROM bulkhead.teams)'
      WHEN 'profile_id' = ANY (found.columns) THEN 'profile_id IN (SELECT profile_id FROM bulkhead.profiles)'
    END;
    IF reached IS NULL THEN
      IF found.bare <> 'installation_key' AND found.bare <> ALL (closed) THEN
        RAISE EXCEPTION 'nothing says whose rows % holds', found.name;
      END IF;
      CONTINUE;
    END IF;
    IF NOT found.forced THEN
      EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', found.name);
    END IF;
    IF found.sealed IS DISTINCT FROM reached THEN
      EXECUTE format('DROP POLICY IF EXISTS sealed ON %s', found.name);
      EXECUTE format('CREATE POLICY sealed ON %s USING (%s) WITH CHECK (%2$s)', found.name, reached);
      EXECUTE format('COMMENT ON POLICY sealed ON %s IS %L', found.name, reached);
    END IF;
    -- Nobody reads the evidence of every client at once.
    IF found.schema = 'bulkhead'
      AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = found.oid AND polname = 'everywhere') THEN
      EXECUTE format('CREATE POLICY everywhere ON %s TO %s USING (true) WITH CHECK (true)', found.name, everywhere);
    END IF;
  END LOOP;

  EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA bulkhead, evidence FROM PUBLIC, %s', logins);
  EXECUTE format('GRANT USAGE ON SCHEMA bulkhead TO %s, %s', tenants, everywhere);
  EXECUTE format('GRANT USAGE ON SCHEMA evidence TO %s', evidence);
  FOR found IN
    SELECT c.oid::regclass AS name, n.nspname AS schema, c.relname AS bare, c.relkind = 'v' AS view
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('bulkhead', 'evidence') AND c.relkind IN ('r', 'p', 'v') AND c.relname <> '_sqlx_migrations'
  LOOP
    IF found.schema = 'evidence' THEN
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %s', found.name, evidence);
      CONTINUE;
    END IF;
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %s', found.name, everywhere);
    rights := CASE
      WHEN found.bare = ANY (closed) THEN NULL
      -- Who may do what is changed by the installation, which looks at the whole of it.
      WHEN found.view OR found.bare IN ('organisations', 'users', 'profiles', 'profile_capabilities', 'profile_overrides',
        'groups', 'group_clients', 'grants', 'group_grants', 'standing_grants', 'dropped_capabilities', 'teams', 'team_members') THEN 'SELECT'
      -- Records are appended to.
      WHEN found.bare IN ('changes', 'happenings', 'task_acts', 'receipts', 'receipt_closings', 'receipt_copies', 'evidence_searches', 'chain_links', 'access_history') THEN 'SELECT, INSERT'
      ELSE 'SELECT, INSERT, UPDATE, DELETE'
    END;
    IF rights IS NOT NULL THEN
      EXECUTE format('GRANT %s ON %s TO %s', rights, found.name, tenants);
    END IF;
  END LOOP;
END
$seal$;
