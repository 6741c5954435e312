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
  own        text := '= (SELECT current_setting(''bulkhead.organisation'', true))';
  found      record;
BEGIN
  FOR found IN
    SELECT c.oid, c.oid::regclass AS name, n.nspname AS schema, c.relrowsecurity AND c.relforcerowsecurity AS forced,
      CASE WHEN bool_or(a.attname = 'owner_id') THEN format('owner_id %s OR owner_id %s', clients, own)
      ELSE format('client_id %s', clients) END AS reached
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('client_id', 'owner_id') AND NOT a.attisdropped
    WHERE n.nspname IN ('bulkhead', 'evidence') AND c.relkind IN ('r', 'p')
      -- What an MSP promises is known to all of its clients.
      AND c.relname NOT IN ('service_levels', 'calendars')
    GROUP BY c.oid, n.nspname
  LOOP
    IF NOT found.forced THEN
      EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', found.name);
    END IF;
    IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = found.oid AND polname = 'sealed') THEN
      EXECUTE format('CREATE POLICY sealed ON %s USING (%s) WITH CHECK (%2$s)', found.name, found.reached);
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
    CASE
      WHEN found.view THEN
        EXECUTE format('GRANT SELECT ON %s TO %s', found.name, tenants);
      -- Who is signed in, and what seals cursors, is nothing that a person asks about clients.
      WHEN found.bare IN ('sessions', 'installation', 'sign_ins_of_nobody') THEN NULL;
      -- Records are appended to.
      WHEN found.bare IN ('changes', 'receipts', 'receipt_closings', 'chain_links') THEN
        EXECUTE format('GRANT SELECT, INSERT ON %s TO %s', found.name, tenants);
      ELSE
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %s', found.name, tenants);
    END CASE;
  END LOOP;
END
$seal$;
