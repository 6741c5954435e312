//! The demo is what the contract says it is, and reads like ninety days of real work.

use jiff::Timestamp;
use sqlx::Row;
use tenant_api::{demo, store::Store};

#[tokio::test]
async fn the_demo_is_ninety_days_of_work() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("demo.db")).await.expect("a store");
    let begun = std::time::Instant::now();
    demo::seed(&store, Timestamp::now(), |_, _| {}).await.expect("the demo is seeded");
    println!("seeded in {:.1} s", begun.elapsed().as_secs_f64());

    let row = sqlx::query(
        "SELECT COUNT(*) AS incidents, SUM(i.status < 4) AS open, SUM(i.alerts_count) AS alerts, \
         SUM(i.status < 4 AND i.assignee_id IS NULL) AS unassigned, \
         SUM(i.status < 4 AND (i.missed OR i.breach_at < unixepoch() * 1000)) AS breached, \
         SUM(i.resolved_at IS NOT NULL AND NOT i.missed) * 100 / SUM(i.resolved_at IS NOT NULL) AS within, \
         SUM(i.title_id LIKE '%unclassified%') * 100 / COUNT(*) AS unclassified \
         FROM incidents i JOIN clients c USING (client_id) WHERE c.managed_by = 'aurora'",
    );
    let row = row.fetch_one(store.read()).await.expect("a count");
    let figure = |name: &str| row.try_get::<i64, _>(name).expect("a figure");
    for name in ["incidents", "open", "alerts", "unassigned", "breached", "within", "unclassified"] {
        println!("{name} {}", figure(name));
    }
    assert!(figure("incidents") >= 3000);
    assert!((100..400).contains(&figure("open")));
    assert!(figure("unassigned") > 5);
    assert!((1..40).contains(&figure("breached")));
    assert!((85..100).contains(&figure("within")));
    assert_eq!(figure("unclassified"), 0);

    for table in ["clients", "users", "notes", "receipts", "groups"] {
        let count = sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}")));
        let count = count.fetch_one(store.read()).await.expect("a count");
        println!("{table} {count}");
        assert!(count > 0, "{table} are missing");
    }
}
