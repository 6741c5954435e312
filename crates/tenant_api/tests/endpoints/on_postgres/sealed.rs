//! What the database itself keeps apart, whatever the process asks for.

use crate::{ground::Ground, harness::Bed};
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use std::{str::FromStr, time::Duration};
use tenant_api::store::{self, Everywhere};

/// A connection as the process has it, in a transaction for one client, if any.
async fn login(ground: &Ground, login: &str, client: Option<&str>) -> PgConnection {
    let mut superuser = ground.superuser().await;
    let known = sqlx::query_as("SELECT role, password FROM bulkhead_owner.logins WHERE login = $1");
    let (role, password): (String, String) = known.bind(login).fetch_one(&mut superuser).await.expect("a login");
    let options =
        PgConnectOptions::from_str(&ground.database()).expect("an address").username(&role).password(&password);
    let schema = if login == "evidence" { "evidence" } else { "bulkhead" };
    let options = options.options([("search_path", schema)]);
    let mut conn = PgConnection::connect_with(&options).await.expect("a connection");
    let tell = sqlx::query("SELECT set_config('bulkhead.clients', $1, false)");
    tell.bind(client.unwrap_or_default()).execute(&mut conn).await.expect("told");
    conn
}

async fn count(conn: &mut PgConnection, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(conn).await.expect("a count")
}

async fn refused(conn: &mut PgConnection, sql: &'static str) -> bool {
    let outcome = sqlx::raw_sql(sql).execute(conn).await;
    let code =
        outcome.as_ref().err().and_then(|error| error.as_database_error()?.code().map(std::borrow::Cow::into_owned));
    println!("{sql}: {outcome:?}");
    code.as_deref() == Some("42501")
}

/// Nobody waits for ever, and nobody's transaction is forgotten open; the owner, who migrates, takes what time it takes.
#[tokio::test]
#[ignore = "of PostgreSQL alone"]
async fn every_connection_of_the_process_has_its_limits() {
    let bed = Bed::new().await;
    let limits = "SELECT current_setting('lock_timeout') || ' ' || current_setting('statement_timeout') || ' ' || \
        current_setting('idle_in_transaction_session_timeout')";
    let seat = bed.seat("analyst-aurora", "harbor").await;
    for mut read in
        [bed.app.store.read(&Everywhere).await.expect("a reader"), bed.app.store.read(&seat).await.expect("a reader")]
    {
        let limits: String = sqlx::query_scalar(limits).fetch_one(&mut *read).await.expect("its limits");
        assert_eq!(limits, "10s 1min 5min");
    }
    let mut owner = PgConnection::connect(&bed.ground.database()).await.expect("a connection");
    let unlimited: String = sqlx::query_scalar(limits).fetch_one(&mut owner).await.expect("its limits");
    assert_eq!(unlimited, "0 0 0");
}

#[tokio::test]
#[ignore = "of PostgreSQL alone"]
async fn untold_there_are_no_rows_and_told_there_are_one_clients() {
    let bed = Bed::new().await;
    let incidents = "SELECT COUNT(*) FROM incidents";
    assert_eq!(count(&mut login(&bed.ground, "tenants", None).await, incidents).await, 0);
    assert_eq!(count(&mut login(&bed.ground, "tenants", Some("harbor")).await, incidents).await, 7);
    assert_eq!(count(&mut login(&bed.ground, "tenants", Some("harbor,cedar")).await, incidents).await, 10);
    let findings = "SELECT COUNT(*) FROM findings";
    assert_eq!(count(&mut login(&bed.ground, "evidence", None).await, findings).await, 0);
    assert_eq!(count(&mut login(&bed.ground, "evidence", Some("harbor")).await, findings).await, 7);
}

/// A client's transaction meets its MSP's people and promises; other clients', and other MSPs', it does not.
#[tokio::test]
#[ignore = "of PostgreSQL alone"]
async fn an_organisations_rows_are_met_by_its_own_clients_only() {
    let bed = Bed::new().await;
    let mut everything = bed.ground.superuser().await;
    sqlx::raw_sql("SET search_path = bulkhead").execute(&mut everything).await.expect("its schema");
    let mut untold = login(&bed.ground, "tenants", None).await;
    let mut harbor = login(&bed.ground, "tenants", Some("harbor")).await;
    for (table, column) in [
        ("organisations", "organisation_id"),
        ("users", "organisation_id"),
        ("profiles", "organisation_id"),
        ("groups", "organisation_id"),
        ("standing_grants", "organisation_id"),
        ("service_levels", "owner_id"),
    ] {
        let count = async |conn: &mut PgConnection, only: &str| -> i64 {
            let sql = format!("SELECT COUNT(*) FROM {table} {only}");
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(conn).await.expect("a count")
        };
        let met = count(&mut everything, &format!("WHERE {column} IN ('harbor', 'aurora')")).await;
        assert!(met > 0 && count(&mut everything, "").await > met, "{table} holds more than what is met");
        assert_eq!((count(&mut untold, "").await, count(&mut harbor, "").await), (0, met), "{table}");
    }
    let hanging = "SELECT COUNT(*) FROM profile_capabilities WHERE profile_id NOT IN (SELECT profile_id FROM profiles)";
    assert_eq!(count(&mut harbor, hanging).await, 0);
    assert!(count(&mut harbor, "SELECT COUNT(*) FROM profile_capabilities").await > 0);
}

/// An MSP's views are nothing to its clients, whose transactions meet its people.
#[tokio::test]
#[ignore = "of PostgreSQL alone"]
async fn saved_views_are_of_the_organisation_that_asks() {
    let bed = Bed::new().await;
    let view = serde_json::json!({"name": "Ours", "visibility": "team", "filter": {}});
    for email in ["analyst@aurora.example", "analyst@harbor.example"] {
        assert_eq!(bed.post(&bed.sign_in(email).await, "/views", view.clone()).await.status, 201, "{email}");
    }
    let mut conn = login(&bed.ground, "tenants", Some("harbor,meridian")).await;
    for (organisation, seen) in [("", 0), ("harbor", 1), ("meridian", 0), ("aurora", 1), ("basalt", 0)] {
        let tell = sqlx::query("SELECT set_config('bulkhead.organisation', $1, false)").bind(organisation);
        tell.execute(&mut conn).await.expect("told");
        assert_eq!(count(&mut conn, "SELECT COUNT(*) FROM saved_views").await, seen, "{organisation}");
    }
    let foreign = "UPDATE saved_views SET owner_id = 'aurora'";
    sqlx::query("SELECT set_config('bulkhead.organisation', 'harbor', false)").execute(&mut conn).await.expect("told");
    assert!(refused(&mut conn, foreign).await);
}

/// Its teams, whom its clients' incidents can be given to, are met by them, and another MSP's are not.
#[tokio::test]
#[ignore = "of PostgreSQL alone"]
async fn teams_are_met_by_their_msps_clients_only_and_changed_by_none() {
    let bed = Bed::new().await;
    let basalt = bed.sign_in("admin@basalt.example").await;
    let team = serde_json::json!({"name": "Foundry", "members": ["admin-basalt"]});
    assert_eq!(bed.post(&basalt, "/teams", team).await.status, 201);
    for (client, teams, members) in [("harbor", 2, 4), ("ember", 1, 1), ("quill", 0, 0)] {
        let mut conn = login(&bed.ground, "tenants", Some(client)).await;
        assert_eq!(count(&mut conn, "SELECT COUNT(*) FROM teams").await, teams, "{client}");
        assert_eq!(count(&mut conn, "SELECT COUNT(*) FROM team_members").await, members, "{client}");
        assert!(refused(&mut conn, "UPDATE teams SET name = 'Mine'").await);
        assert!(refused(&mut conn, "DELETE FROM team_members").await);
    }
}

/// And so are its screens.
#[tokio::test]
#[ignore = "of PostgreSQL alone"]
async fn devices_are_of_the_organisation_that_asks() {
    let bed = Bed::new().await;
    for email in ["admin@aurora.example", "admin@quill.example"] {
        let cookie = bed.sign_in(email).await;
        crate::devices::connect(&bed, &cookie, serde_json::json!({"pseudonyms": true})).await;
    }
    let mut conn = login(&bed.ground, "tenants", Some("harbor,meridian")).await;
    for (organisation, seen) in [("", 0), ("harbor", 0), ("aurora", 1), ("basalt", 0), ("quill", 1)] {
        let tell = sqlx::query("SELECT set_config('bulkhead.organisation', $1, false)").bind(organisation);
        tell.execute(&mut conn).await.expect("told");
        assert_eq!(count(&mut conn, "SELECT COUNT(*) FROM devices").await, seen, "{organisation}");
    }
    assert!(refused(&mut conn, "UPDATE devices SET owner_id = 'aurora'").await);
}

/// A hand-over and its rows are its organisation's: the client whose incident is offered knows nothing of it.
#[tokio::test]
#[ignore = "of PostgreSQL alone"]
async fn handovers_are_of_the_organisation_that_asks_and_their_rows_of_its_clients() {
    let bed = Bed::new().await;
    let lead = bed.sign_in("lead@aurora.example").await;
    for (client, key) in [("harbor", "HAR-1001"), ("meridian", "MER-1001")] {
        let assign = serde_json::json!({"command": "assign", "assignee": "lead-aurora"});
        let path = format!("/c/{client}/incidents/{key}");
        assert_eq!(bed.command(&lead, &path, "\"1\"", assign).await.status, 200);
    }
    let rows = serde_json::json!([{"key": "HAR-1001"}, {"key": "MER-1001"}]);
    let body = serde_json::json!({"to": {"kind": "person", "id": "analyst-aurora"}, "rows": rows});
    assert_eq!(bed.post(&lead, "/all/handovers", body).await.status, 201);
    for (clients, organisation, seen) in [
        ("harbor,meridian", "aurora", (1, 2)),
        ("harbor", "aurora", (1, 1)),
        ("harbor", "harbor", (0, 0)),
        ("harbor,meridian", "", (0, 0)),
        ("", "aurora", (1, 0)),
        ("ember", "basalt", (0, 0)),
    ] {
        let mut conn = login(&bed.ground, "tenants", Some(clients)).await;
        let tell = sqlx::query("SELECT set_config('bulkhead.organisation', $1, false)").bind(organisation);
        tell.execute(&mut conn).await.expect("told");
        let handovers = count(&mut conn, "SELECT COUNT(*) FROM handovers").await;
        let rows = count(&mut conn, "SELECT COUNT(*) FROM handover_rows").await;
        assert_eq!((handovers, rows), seen, "{clients} of {organisation}");
    }
    let mut conn = login(&bed.ground, "tenants", Some("harbor")).await;
    let foreign = "INSERT INTO handover_rows (client_id, handover_id, number) \
        SELECT 'harbor', COALESCE(MAX(handover_id), 'unseen'), 1002 FROM handovers";
    assert!(refused(&mut conn, foreign).await, "a client adds nothing to what it does not see");
}

/// A playbook, its internal steps among it, is its organisation's alone, and so is which client has approved what beforehand.
#[tokio::test]
#[ignore = "of PostgreSQL alone"]
async fn playbooks_are_of_the_organisation_that_asks() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let ask = serde_json::json!({"phase": "containment", "text": "May we?", "owner": "client", "approval": true,
        "preauthorised": ["harbor", "meridian"]});
    let body = serde_json::json!({"name": "Isolation", "categories": [], "steps": [ask]});
    assert_eq!(bed.post(&admin, "/playbooks", body).await.status, 201);
    for (clients, organisation, seen) in [
        ("harbor,meridian", "aurora", (1, 2)),
        ("harbor", "aurora", (1, 1)),
        ("harbor", "harbor", (0, 0)),
        ("harbor", "", (0, 0)),
        ("ember", "basalt", (0, 0)),
    ] {
        let mut conn = login(&bed.ground, "tenants", Some(clients)).await;
        let tell = sqlx::query("SELECT set_config('bulkhead.organisation', $1, false)").bind(organisation);
        tell.execute(&mut conn).await.expect("told");
        let playbooks = count(&mut conn, "SELECT COUNT(*) FROM playbooks").await;
        let given = count(&mut conn, "SELECT COUNT(*) FROM preauthorised_steps").await;
        assert_eq!((playbooks, given), seen, "{clients} of {organisation}");
    }
}

#[tokio::test]
#[ignore = "of PostgreSQL alone"]
async fn no_statement_reaches_another_client_the_evidence_or_more_rights() {
    let bed = Bed::new().await;
    let mut conn = login(&bed.ground, "tenants", Some("harbor")).await;
    for sql in [
        "INSERT INTO reads (user_id, client_id, number, seen_at) VALUES ('analyst-aurora', 'meridian', 1001, 1)",
        "UPDATE incidents SET client_id = 'meridian' WHERE number = 1001",
        "SELECT * FROM evidence.findings",
        "SELECT * FROM evidence.client_keys",
        "SELECT * FROM bulkhead_owner.logins",
        "SELECT * FROM sessions",
        "SELECT * FROM installation",
        "SELECT * FROM see_as",
        "SELECT * FROM passkeys",
        "SELECT * FROM totp_factors",
        "SELECT * FROM identity_providers",
        "SELECT * FROM preferences",
        "SELECT * FROM device_pseudonyms",
        "SELECT * FROM device_places",
        "UPDATE users SET permission_version = 9",
        "DELETE FROM grants",
        "DELETE FROM access_history",
        "UPDATE receipts SET reason = 'another'",
        "DELETE FROM chain_links",
        "ALTER TABLE incidents DISABLE ROW LEVEL SECURITY",
        "DROP POLICY sealed ON incidents",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION owner",
    ] {
        assert!(refused(&mut conn, sql).await, "{sql}");
    }
    let changed = sqlx::query("UPDATE incidents SET version = 9 WHERE client_id = 'meridian'");
    assert_eq!(changed.execute(&mut conn).await.expect("nothing to change").rows_affected(), 0);
    sqlx::raw_sql("RESET ROLE; RESET SESSION AUTHORIZATION").execute(&mut conn).await.expect("it stays who it is");
    assert_eq!(count(&mut conn, "SELECT COUNT(*) FROM incidents WHERE client_id <> 'harbor'").await, 0);
    // `row_security = off` says that rows may not be left out: the statement fails instead.
    assert!(refused(&mut conn, "SET row_security = off; SELECT * FROM incidents").await);
    let mut evidence = login(&bed.ground, "evidence", Some("harbor")).await;
    assert!(refused(&mut evidence, "SELECT * FROM bulkhead.incidents").await);
}

/// What the database itself gave up because of somebody else may work when it is asked for again.
#[tokio::test]
#[ignore = "of PostgreSQL alone"]
async fn a_deadlock_and_what_cannot_be_serialised_are_busy_and_nothing_else_is() {
    let bed = Bed::new().await;
    for (raise, is_busy) in [
        ("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40P01'; END $$", true),
        ("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$", true),
        ("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '23503'; END $$", false),
    ] {
        let mut write = bed.app.store.write(&Everywhere).await.expect("a writer");
        let error = sqlx::raw_sql(raise).execute(&mut *write).await.expect_err("raised");
        assert_eq!(store::is_busy(&error), is_busy, "{error}");
    }
}

#[tokio::test]
#[ignore = "of PostgreSQL alone"]
async fn it_does_not_start_with_more_rights_than_it_should_have() {
    let ground = Ground::empty(true).await;
    ground.open().await.expect("a store").close().await;
    let mut superuser = ground.superuser().await;
    let roles = "SELECT login, role FROM bulkhead_owner.logins";
    let roles: Vec<(String, String)> = sqlx::query_as(roles).fetch_all(&mut superuser).await.expect("logins");
    let role = |login: &str| roles.iter().find(|(known, _)| known == login).expect("a login").1.clone();
    let (tenants, evidence) = (role("tenants"), role("evidence"));
    for (more, less, told) in [
        (format!("ALTER ROLE {tenants} BYPASSRLS"), format!("ALTER ROLE {tenants} NOBYPASSRLS"), "row-level security"),
        (format!("ALTER ROLE {tenants} SUPERUSER"), format!("ALTER ROLE {tenants} NOSUPERUSER"), "superuser"),
        (format!("GRANT {evidence} TO {tenants}"), format!("REVOKE {evidence} FROM {tenants}"), "another role"),
        (format!("CREATE SCHEMA loose AUTHORIZATION {tenants}"), "DROP SCHEMA loose".to_owned(), "owns something"),
        (
            format!("GRANT USAGE ON SCHEMA bulkhead_owner TO {tenants}"),
            format!("REVOKE USAGE ON SCHEMA bulkhead_owner FROM {tenants}"),
            "passwords",
        ),
        (
            format!("GRANT USAGE ON SCHEMA evidence TO {tenants}"),
            format!("REVOKE USAGE ON SCHEMA evidence FROM {tenants}"),
            "rights in the schema evidence",
        ),
    ] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(more.clone())).execute(&mut superuser).await.expect("granted");
        let refusal = ground.open().await.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(refusal.contains(told) && refusal.contains(&tenants), "{more}: {refusal:?}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(less)).execute(&mut superuser).await.expect("taken back");
    }
    ground.open().await.expect("it starts again").close().await;
}

/// People who hang up at any moment: whoever comes next gets a connection that knows nothing of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "of PostgreSQL alone"]
async fn a_storm_of_cancellations_leaves_no_connection_with_anything_of_the_last_one() {
    let bed = Bed::new().await;
    let (harbor, meridian) = (bed.seat("analyst-aurora", "harbor").await, bed.seat("analyst-aurora", "meridian").await);
    for round in 0..400_u64 {
        let cut_short = tokio::time::timeout(Duration::from_micros(round * 17 % 4000), async {
            let mut write = bed.app.store.write(&harbor).await?;
            sqlx::query("UPDATE incidents SET version = version + 1").execute(&mut *write).await?;
            let mut read = bed.app.store.read(&harbor).await?;
            sqlx::query("SELECT pg_sleep(0.001)").execute(&mut *read).await.map(drop)
        });
        // Cut short or done, nothing was committed.
        drop(cut_short.await);
        if round % 10 == 0 {
            let mut read = bed.app.store.read(&meridian).await.expect("a reader");
            let seen = "SELECT COUNT(*) FROM incidents WHERE client_id <> 'meridian' OR version <> 1";
            assert_eq!(sqlx::query_scalar::<_, i64>(seen).fetch_one(&mut *read).await.expect("a count"), 0);
            let mut write = bed.app.store.write(&meridian).await.expect("a writer");
            assert_eq!(sqlx::query_scalar::<_, i64>(seen).fetch_one(&mut *write).await.expect("a count"), 0);
        }
    }
    let versions = "SELECT COUNT(*) FROM incidents WHERE version <> 1";
    let mut read = bed.app.store.read(&Everywhere).await.expect("a reader");
    assert_eq!(sqlx::query_scalar::<_, i64>(versions).fetch_one(&mut *read).await.expect("a count"), 0);
}
