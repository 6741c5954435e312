//! The demo is what the contract says it is, reads like ninety days of real work, and is worth looking at whenever it begins.

use jiff::{SignedDuration, Timestamp};
use sqlx::Row;
use std::collections::BTreeSet;
use tempfile::TempDir;
use tenant_api::{
    demo,
    store::{Everywhere, Flag, Store},
};

/// How much history the picture needs: longer than anything stays open.
const PICTURE_DAYS: u32 = 21;

/// A store seeded at `now`, in a folder that lives as long as it is held.
async fn seeded(now: Timestamp, days: u32) -> (TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("demo.db")).await.expect("a store");
    let begun = std::time::Instant::now();
    demo::seed(&store, now, days, |_, _| {}).await.expect("the demo is seeded");
    println!("{now}: seeded in {:.1} s", begun.elapsed().as_secs_f64());
    (folder, store)
}

#[tokio::test]
async fn the_demo_is_ninety_days_of_work() {
    let (_folder, store) = seeded(Timestamp::now(), demo::DAYS).await;
    let row = sqlx::query(
        "SELECT COUNT(*) AS incidents, SUM(i.status < 4) AS open, SUM(i.alerts_count) AS alerts, \
         SUM(i.status < 4 AND i.assignee_id IS NULL) AS unassigned, \
         SUM(i.status = 1 AND i.team_id IS NOT NULL AND i.assignee_id IS NULL) AS for_teams, \
         SUM(i.status < 4 AND (i.missed OR i.breach_at < unixepoch() * 1000)) AS breached, \
         SUM(i.resolved_at IS NOT NULL AND NOT i.missed) * 100 / SUM(i.resolved_at IS NOT NULL) AS within, \
         SUM(i.title_id LIKE '%unclassified%') * 100 / COUNT(*) AS unclassified \
         FROM incidents i JOIN clients c USING (client_id) WHERE c.managed_by = 'aurora'",
    );
    let row = row.fetch_one(&mut *store.read(&Everywhere).await.expect("a reader")).await.expect("a count");
    let figure = |name: &str| row.try_get::<i64, _>(name).expect("a figure");
    for name in ["incidents", "open", "alerts", "unassigned", "for_teams", "breached", "within", "unclassified"] {
        println!("{name} {}", figure(name));
    }
    assert!(figure("incidents") >= 3000);
    assert!((200..600).contains(&figure("open")));
    assert!(figure("unassigned") > 100);
    assert!((1..figure("unassigned") / 2).contains(&figure("for_teams")));
    assert!((1..40).contains(&figure("breached")));
    assert!((85..100).contains(&figure("within")));
    assert_eq!(figure("unclassified"), 0);

    for table in ["clients", "users", "notes", "receipts", "groups", "playbooks", "tasks", "requests"] {
        let count = sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}")));
        let count = count.fetch_one(&mut *store.read(&Everywhere).await.expect("a reader")).await.expect("a count");
        println!("{table} {count}");
        assert!(count > 0, "{table} are missing");
    }
}

#[tokio::test]
async fn a_monday_night_has_work_to_show() {
    check_picture("2026-11-23T03:00:00Z").await;
}

#[tokio::test]
async fn a_wednesday_morning_has_work_to_show() {
    check_picture("2026-11-25T10:00:00Z").await;
}

#[tokio::test]
async fn a_friday_afternoon_has_work_to_show() {
    check_picture("2026-11-27T17:00:00Z").await;
}

#[tokio::test]
async fn a_saturday_night_has_work_to_show() {
    check_picture("2026-11-28T23:30:00Z").await;
}

#[tokio::test]
async fn a_sunday_noon_has_work_to_show() {
    check_picture("2026-11-29T12:00:00Z").await;
}

async fn check_picture(now: &str) {
    let now: Timestamp = now.parse().expect("an instant");
    let (_folder, store) = seeded(now, PICTURE_DAYS).await;
    check_clients(&store, now).await;
    check_head(&store, now).await;
}

/// Every client has something in every open state; whoever is not one of Aurora's has fewer.
async fn check_clients(store: &Store, now: Timestamp) {
    let clients: Vec<(String, Flag, i64, i64, i64)> = sqlx::query_as(
        "SELECT c.client_id, c.managed_by IS 'aurora', COALESCE(SUM(i.status = 1), 0), COALESCE(SUM(i.status = 2), 0), \
         COALESCE(SUM(i.status = 3), 0) FROM clients c LEFT JOIN incidents i USING (client_id) GROUP BY c.client_id",
    )
    .fetch_all(&mut *store.read(&Everywhere).await.expect("a reader"))
    .await
    .expect("the clients");
    assert_eq!(clients.len(), 16);
    for (client, Flag(auroras), new, in_progress, on_hold) in clients {
        println!("{now} {client}: {new} new, {in_progress} in progress, {on_hold} on hold");
        let (least_new, least_in_progress) = if auroras { (10, 6) } else { (4, 2) };
        assert!(new >= least_new, "{client} has {new} new incidents at {now}");
        assert!(in_progress >= least_in_progress, "{client} has {in_progress} in progress at {now}");
        assert!(on_hold >= 1, "{client} has nothing on hold at {now}");
    }
}

/// What the queue shows of a row, as far as the picture depends on it.
struct Shown {
    left: SignedDuration,
    priority: i64,
    category: String,
    blocked: bool,
    assigned: bool,
}

/// The open queue of Aurora by least time to breach begins with what burns, hardly any of it late, then what can wait.
async fn check_head(store: &Store, now: Timestamp) {
    let rows: Vec<(i64, i64, String, Flag, Flag)> = sqlx::query_as(
        "SELECT i.breach_at, i.priority, i.category, i.disposition = 'blocked', i.assignee_id IS NOT NULL \
         FROM incidents i JOIN clients c USING (client_id) \
         WHERE c.managed_by = 'aurora' AND i.status <= 3 AND i.breach_at IS NOT NULL ORDER BY i.breach_at LIMIT 60",
    )
    .fetch_all(&mut *store.read(&Everywhere).await.expect("a reader"))
    .await
    .expect("the head of the queue");
    let head: Vec<Shown> = rows
        .into_iter()
        .map(|(breach_ms, priority, category, Flag(blocked), Flag(assigned))| {
            let left = SignedDuration::from_millis(breach_ms - now.as_millisecond());
            Shown { left, priority, category, blocked, assigned }
        })
        .collect();
    let minutes = |row: &Shown| row.left.as_mins();
    println!("{now}: {:?}", head.iter().map(|row| (minutes(row), row.priority)).collect::<Vec<_>>());

    let late = head.iter().filter(|row| minutes(row) < 0).count();
    assert!((1..=3).contains(&late), "{late} late at {now}");
    let soon: Vec<&Shown> = head.iter().filter(|row| (8..=55).contains(&minutes(row))).collect();
    assert!(soon.len() >= 6, "only {} are near at {now}", soon.len());
    let has = |rows: &[&Shown], priority: i64| rows.iter().filter(|row| row.priority == priority).count();
    assert!(has(&soon, 4) >= 2 && has(&soon, 3) >= 2, "Critical and High are near at {now}");
    let urgent = head.iter().take_while(|row| minutes(row) <= 55);
    assert!(urgent.clone().all(|row| row.priority >= 3), "what is nearest is Critical or High at {now}");
    assert!(urgent.count() < 30, "the first page is not all alarm at {now}");
    assert!(head.iter().any(|row| row.priority < 3), "what can wait follows at {now}");

    let first: Vec<&Shown> = head.iter().take(30).collect();
    let categories: BTreeSet<&str> = first.iter().map(|row| row.category.as_str()).collect();
    assert!(categories.len() >= 5, "{categories:?} at {now}");
    assert!(first.iter().any(|row| row.assigned) && first.iter().any(|row| !row.assigned), "assigned or not at {now}");
    assert!(head.iter().any(|row| row.blocked) && head.iter().any(|row| !row.blocked), "blocked or not at {now}");
}
