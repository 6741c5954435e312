//! What becomes of a database that was in use before holds ended by themselves and clients rated, and before much else could be done.

use crate::at_rest::first_version;
use jiff::{SignedDuration, Timestamp};
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use tenant_api::store::{Everywhere, Store};

/// An MSP's administrator and analyst, a client and one of its own people; one incident awaits the client, and one was to come back.
const IN_USE: &str = "\
    INSERT INTO organisations VALUES ('soc', 'SOC', 'msp'), ('fox', 'Fox', 'client'); \
    INSERT INTO clients (client_id, code, name, colour, managed_by) VALUES ('fox', 'FOX', 'Fox', '#123456', 'soc'); \
    INSERT INTO profiles VALUES ('administrator', 'soc', 'Administrator'), ('analyst', 'soc', 'Analyst'), \
      ('of-fox', 'soc', 'Client'), ('viewer', 'soc', 'Viewer'); \
    INSERT INTO profile_capabilities VALUES ('administrator', 'access.manage'), ('analyst', 'note.shared'), \
      ('analyst', 'evidence.open'), ('analyst', 'note.internal'), \
      ('of-fox', 'note.shared'), ('viewer', 'incident.read'); \
    INSERT INTO users (user_id, organisation_id, email, name, password_hash) VALUES \
      ('ada', 'soc', 'ada@soc.example', 'Ada', ''), ('ann', 'soc', 'ann@soc.example', 'Ann', ''), \
      ('una', 'fox', 'una@fox.example', 'Una', ''); \
    INSERT INTO standing_grants VALUES ('ada', 'soc', 'administrator'), ('ann', 'soc', 'analyst'); \
    INSERT INTO grants VALUES ('fox', 'una', 'of-fox'); \
    INSERT INTO incidents (client_id, number, group_mac, title_id, category, tactics, techniques, status, hold_reason, \
      hold_until, severity, priority, impact, confidence, disposition, asset_class, assets_count, alerts_count, \
      occurred_at, joins_until, created_at, updated_at, attention_at, paused_since) VALUES \
      ('fox', 1001, x'01', '', '', '', '', 3, 'awaiting_client', NULL, 3, 2, '', '', '', '', 0, 0, 0, 0, 0, 1, 1, 1), \
      ('fox', 1002, x'02', '', '', '', '', 3, 'scheduled', 1, 3, 2, '', '', '', '', 0, 0, 0, 0, 0, 1, 1, NULL)";

#[tokio::test]
async fn nothing_is_late_by_it_and_who_rates_can_be_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut first = first_version(folder.path()).await;
    sqlx::raw_sql(IN_USE).execute(&mut first).await.expect("in use");
    first.close().await.expect("closed");
    let began = Timestamp::now() - SignedDuration::from_secs(1);
    let path = folder.path().join("bulkhead.db");
    Store::open(&path).await.expect("moved over").close().await;
    // Its history knows nothing of rating yet.
    let before = "UPDATE access_history SET gained = replace(gained, 'incident.rate', 'note.shared'), \
        holding = replace(holding, 'incident.rate', 'note.shared')";
    let mut file = SqliteConnectOptions::new().filename(&path).connect().await.expect("the file");
    sqlx::raw_sql(before).execute(&mut file).await.expect("as it was");
    file.close().await.expect("closed");
    let store = Store::open(&path).await.expect("once more");

    let mut read = store.read(&Everywhere).await.expect("a reader");
    let held: Vec<(i64, i64, i64)> =
        sqlx::query_as("SELECT number, hold_until, hold_due_at FROM incidents ORDER BY number")
            .fetch_all(&mut *read)
            .await
            .expect("incidents");
    let awaits = (began + SignedDuration::from_hours(72)).as_millisecond();
    for ((number, until, due), not_before) in held.into_iter().zip([awaits, began.as_millisecond()]) {
        assert!(until >= not_before && due == until, "{number}: {until}, {due}, {not_before}");
    }
    for (capability, holding) in [
        ("incident.rate", &["administrator", "of-fox"][..]),
        ("incident.restrict", &["administrator"]),
        ("silence.manage", &["administrator", "analyst"]),
        ("request.read", &["administrator", "analyst", "of-fox"]),
        ("request.write", &["administrator", "of-fox"]),
        ("request.handle", &["administrator", "analyst"]),
    ] {
        let holds = "SELECT profile_id FROM profile_capabilities WHERE capability = $1 ORDER BY profile_id";
        let holds: Vec<String> =
            sqlx::query_scalar(holds).bind(capability).fetch_all(&mut *read).await.expect("profiles");
        assert_eq!(holds, holding, "{capability}");
    }
    let gained: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT user_id FROM access_history WHERE gained LIKE '%incident.rate%' ORDER BY user_id",
    )
    .fetch_all(&mut *read)
    .await
    .expect("the history");
    assert_eq!(gained, ["ada", "una"], "it stands in the history, so that nobody else is taken to have given it");
}
