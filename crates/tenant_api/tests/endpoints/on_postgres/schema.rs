//! What has to be true of the schema, whatever a migration adds to it.

use crate::{ground::Ground, harness::Bed};
use sqlx::{AnyConnection, Connection, PgConnection};
use std::collections::BTreeSet;

/// What SQLite cannot have or does not need, by table and column.
const ONLY_POSTGRES: [(&str, &str); 1] = [("outbox", "tx")];

async fn all(conn: &mut PgConnection, sql: &'static str) -> Vec<String> {
    sqlx::query_scalar(sql).fetch_all(conn).await.expect("an answer")
}

#[tokio::test]
#[ignore = "of PostgreSQL alone"]
async fn every_table_of_clients_is_sealed() {
    let mut conn = Bed::new().await.ground.superuser().await;
    let tables = "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'client_id' \
        WHERE n.nspname IN ('bulkhead', 'evidence') AND c.relkind IN ('r', 'p')";
    assert!(all(&mut conn, tables).await.len() > 15, "the schema is read");
    let nullable = "SELECT attrelid::regclass::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
        WHERE attname = 'client_id' AND NOT attnotnull AND relkind IN ('r', 'p') \
        AND relnamespace IN ('bulkhead'::regnamespace, 'evidence'::regnamespace)";
    assert_eq!(all(&mut conn, nullable).await, Vec::<String>::new(), "a client that is no client");
    let open = "SELECT c.oid::regclass::text FROM pg_class c \
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace IN ('bulkhead'::regnamespace, 'evidence'::regnamespace) \
        AND (EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('client_id', 'owner_id')) \
            OR EXISTS (SELECT FROM bulkhead_owner.logins l WHERE l.login <> 'everywhere' \
                AND has_any_column_privilege(l.role, c.oid, 'SELECT, INSERT, UPDATE'))) \
        AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policy p \
            WHERE p.polrelid = c.oid AND p.polname = 'sealed' AND p.polpermissive AND p.polcmd = '*' \
            AND pg_get_expr(p.polqual, p.polrelid) = pg_get_expr(p.polwithcheck, p.polrelid)))";
    assert_eq!(all(&mut conn, open).await, ["evidence.installation_key"], "a table without its policy");
    let hanging = "SELECT polrelid::regclass::text FROM pg_policy WHERE polname = 'sealed' \
        AND pg_get_expr(polqual, polrelid) NOT LIKE '%current_setting(''bulkhead.clients''%' \
        AND pg_get_expr(polqual, polrelid) LIKE '%_id IN ( SELECT %' ORDER BY 1";
    let through_another =
        ["embed_tokens", "group_grants", "partner_keys", "partner_origins", "profile_capabilities", "team_members"];
    assert_eq!(all(&mut conn, hanging).await, through_another.map(|table| format!("bulkhead.{table}")));
    let others = "SELECT polrelid::regclass::text || ' ' || polname FROM pg_policy WHERE polname <> 'sealed' \
        AND (polname <> 'everywhere' OR polroles <> ARRAY(SELECT oid FROM pg_roles r \
            JOIN bulkhead_owner.logins l ON l.role = r.rolname AND l.login = 'everywhere'))";
    assert_eq!(all(&mut conn, others).await, Vec::<String>::new(), "a policy that lets more through");
    let views = "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('v', 'm') \
        AND relnamespace IN ('bulkhead'::regnamespace, 'evidence'::regnamespace) \
        AND NOT COALESCE(reloptions @> ARRAY['security_invoker=true'], false)";
    assert_eq!(all(&mut conn, views).await, Vec::<String>::new(), "a view that reads with its owner's rights");
    let keys = "SELECT i.indrelid::regclass::text || ' ' || i.indexrelid::regclass::text FROM pg_index i \
        JOIN pg_attribute tenant ON tenant.attrelid = i.indrelid AND tenant.attname = 'client_id' \
        WHERE i.indisprimary AND i.indkey[0] <> tenant.attnum \
        AND i.indrelid::regclass::text NOT IN ('bulkhead.certificates', 'bulkhead.ingest_keys', 'bulkhead.see_as')";
    assert_eq!(all(&mut conn, keys).await, Vec::<String>::new(), "a key that does not begin with the client");
}

#[tokio::test]
#[ignore = "of PostgreSQL alone"]
async fn both_stores_have_the_same_tables_and_columns() {
    let (here, there) = (Bed::new().await, Ground::empty(false).await);
    there.open().await.expect("a store").close().await;
    let mut conn = here.ground.superuser().await;
    let columns = "SELECT table_schema || '.' || table_name || '.' || column_name FROM information_schema.columns \
        WHERE table_schema IN ('bulkhead', 'evidence') AND table_name <> '_sqlx_migrations'";
    let mut postgres: BTreeSet<String> = all(&mut conn, columns).await.into_iter().collect();
    for (table, column) in ONLY_POSTGRES {
        assert!(postgres.remove(&format!("bulkhead.{table}.{column}")), "{table}.{column} is there");
    }
    let mut sqlite = BTreeSet::new();
    for (schema, file) in [("bulkhead", "bulkhead.db"), ("evidence", "bulkhead.evidence.db")] {
        let address = format!("sqlite:{}", there.folder().join(file).display());
        let mut conn = AnyConnection::connect(&address).await.expect("a file");
        let columns = "SELECT t.name || '.' || c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c \
            WHERE t.type IN ('table', 'view') AND t.name NOT LIKE '_sqlx%' AND t.name NOT LIKE 'sqlite_%'";
        let found: Vec<String> = sqlx::query_scalar(columns).fetch_all(&mut conn).await.expect("columns");
        sqlite.extend(found.into_iter().map(|column| format!("{schema}.{column}")));
    }
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| one.difference(other).cloned().collect::<Vec<_>>();
    assert_eq!((only(&sqlite, &postgres), only(&postgres, &sqlite)), (vec![], vec![]), "only SQLite, only PostgreSQL");
}
