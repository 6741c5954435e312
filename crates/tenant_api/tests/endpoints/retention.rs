//! Retention: contents go when their time has come, chains stay, and a legal hold stops it.

use crate::harness::{Bed, finding};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tenant_api::{
    cli::audit::check,
    ingest,
    store::{
        Everywhere,
        chain::Soundness,
        retention::{Swept, sweep},
    },
};
use wire::session::ClientId;

const OPENINGS: &str = "/c/harbor/incidents/HAR-1001/evidence-openings";
const RETENTION: &str = "/c/harbor/retention";

async fn close(bed: &Bed, cookie: &str, key: &str) {
    let path = format!("/c/harbor/incidents/{key}");
    let version = bed.get(cookie, &path).await.headers["etag"].to_str().expect("text").to_owned();
    let closed = bed.command(cookie, &path, &version, json!({"command": "close", "verdict": "benign"})).await;
    assert_eq!(closed.status, 200, "{:?}", closed.body);
}

async fn swept(bed: &Bed) -> Swept {
    sweep(&bed.app.store, bed.app.now()).await.expect("swept")
}

async fn audited(bed: &Bed, cookie: &str) -> Vec<(Value, Value)> {
    let entries = bed.get(cookie, "/c/harbor/audit").await.items();
    entries.iter().map(|entry| (entry["contents"]["action"].clone(), entry["contents"]["detail"].clone())).collect()
}

pub(crate) fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

#[tokio::test]
async fn evidence_goes_first_and_incidents_that_are_done_with_later() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    bed.post(&cookie, OPENINGS, json!({"reason": "Triage"})).await;
    close(&bed, &cookie, "HAR-1001").await;
    close(&bed, &cookie, "HAR-1002").await;
    assert_eq!(swept(&bed).await, Swept::default(), "everything is young");

    bed.pass(days(179));
    let fresh = finding("fresh", "newhost", 6).to_string();
    ingest::take(&bed.app.store, &ClientId("harbor".into()), fresh.as_bytes(), || bed.app.now()).await.expect("taken");
    bed.pass(days(2));
    assert_eq!(swept(&bed).await, Swept { records: 19, ..Swept::default() }, "of every client");
    let cookie = bed.sign_in("lead@aurora.example").await;
    let opened = bed.post(&cookie, OPENINGS, json!({"reason": "Look back"})).await;
    assert_eq!((opened.status, &opened.json()["evidence"]["findings"][0]["record"]), (201, &json!("")));
    let kept = bed.post(&cookie, &OPENINGS.replace("1001", "1008"), json!({"reason": "Look"})).await;
    assert!(String::from_utf8_lossy(&kept.body).contains("canary"), "what is younger is kept");
    assert!(
        audited(&bed, &cookie).await[2].1.as_str().expect("text").starts_with("7 records of evidence, 0 incidents")
    );

    bed.pass(days(25 * 31 - 181));
    let later = swept(&bed).await;
    // The first incident's evidence was opened again later: that receipt keeps it.
    assert_eq!((later.records, later.incidents, later.openings, later.entries), (1, 1, 1, 1));
    let cookie = bed.sign_in("lead@aurora.example").await;
    let keys = bed.get(&cookie, "/c/harbor/queue?sort=client").await.keys();
    assert!(keys.contains(&"HAR-1001".to_owned()) && !keys.contains(&"HAR-1002".to_owned()), "{keys:?}");
    assert_eq!(keys.len(), 7, "open ones stay, however old");
    let checked = check(&bed.app.store, Some("harbor"), &[]).await.expect("read");
    assert_eq!(checked[0].soundness, Soundness::Intact { links: 2, deleted: 0 });
    assert_eq!(checked[1].soundness, Soundness::Intact { links: 3, deleted: 1 });
    let aurora = check(&bed.app.store, Some("aurora"), &[]).await.expect("read");
    assert_eq!(aurora[0].soundness, Soundness::Intact { links: 4, deleted: 1 });
    let all = bed.get(&cookie, "/audit").await.items();
    assert_eq!((&all.last().expect("the oldest")["contents"], all.len()), (&Value::Null, 4));

    bed.pass(days(185));
    assert_eq!(swept(&bed).await.incidents, 1, "now that nothing refers to it");
}

#[tokio::test]
async fn what_was_merged_leads_nowhere_once_the_other_is_gone() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let source = "/c/harbor/incidents/HAR-1002";
    let merge = json!({"command": "merge", "into": "HAR-1001"});
    assert_eq!(bed.command(&cookie, source, "\"1\"", merge).await.json()["merged_into"], json!("HAR-1001"));
    close(&bed, &cookie, "HAR-1001").await;
    bed.pass(days(400));
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let look_back = json!({"reason": "Look back"});
    assert_eq!(bed.post(&cookie, &OPENINGS.replace("1001", "1002"), look_back).await.status, 201, "which keeps it");
    bed.pass(days(375));
    assert_eq!(swept(&bed).await.incidents, 1);
    let cookie = bed.sign_in("analyst@aurora.example").await;
    assert_eq!(bed.get(&cookie, "/c/harbor/incidents/HAR-1001").await.status, 404);
    assert_eq!(bed.get(&cookie, source).await.json()["merged_into"], Value::Null);
}

#[tokio::test]
async fn many_go_in_batches_and_none_is_left() {
    let bed = Bed::new().await;
    let many: Vec<Value> = (0..1100).map(|n| finding(&format!("many-{n}"), "harbor0", 1)).collect();
    let body = json!(many).to_string();
    ingest::take(&bed.app.store, &ClientId("harbor".into()), body.as_bytes(), || bed.app.now()).await.expect("taken");
    bed.pass(days(181));
    assert_eq!(swept(&bed).await.records, 1119);
    assert_eq!(swept(&bed).await, Swept::default());
}

#[tokio::test]
async fn a_legal_hold_stops_all_of_it_for_its_client_alone() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let command =
        async |cookie: &str, command: Value| bed.call(Some(cookie), "PATCH", RETENTION, Some(command), &[]).await;
    let held = command(&admin, json!({"command": "place_hold", "reason": "Case 7"})).await;
    assert_eq!((held.status, &held.json()["legal_hold"]["placed_by"]["name"]), (200, &json!("Rita Kovacs")));
    assert_eq!(command(&admin, json!({"command": "place_hold", "reason": "Again"})).await.status, 409);
    bed.pass(days(1000));
    assert_eq!(swept(&bed).await.records, 12, "of the others");
    let admin = bed.sign_in("admin@aurora.example").await;
    let opened = bed.post(&admin, OPENINGS, json!({"reason": "Case 7"})).await;
    assert!(String::from_utf8_lossy(&opened.body).contains("canary-harbor0"));
    assert_eq!(command(&admin, json!({"command": "lift_hold", "reason": ""})).await.status, 422);
    assert_eq!(
        command(&admin, json!({"command": "lift_hold", "reason": "Settled"})).await.json()["legal_hold"],
        Value::Null
    );
    assert_eq!(command(&admin, json!({"command": "lift_hold", "reason": "Settled"})).await.status, 409);
    assert_eq!(swept(&bed).await.records, 7);
    let told = audited(&bed, &admin).await;
    assert!(told.contains(&(json!("legal_hold_lifted"), json!("Settled"))), "{told:?}");
}

#[tokio::test]
async fn periods_are_set_within_reason_and_on_record() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let defaults = json!({"evidence_days": 180, "records_months": 25, "legal_hold": null});
    assert_eq!(bed.get(&admin, RETENTION).await.json(), defaults);
    let set = async |evidence_days: i64, records_months: i64| {
        let command =
            json!({"command": "set_periods", "evidence_days": evidence_days, "records_months": records_months});
        bed.call(Some(&admin), "PATCH", RETENTION, Some(command), &[]).await
    };
    for (evidence_days, records_months) in [(0, 25), (4000, 120), (180, 0), (180, 121), (90, 3), (-1, 25)] {
        assert_eq!(set(evidence_days, records_months).await.status, 422, "{evidence_days} {records_months}");
    }
    assert_eq!(bed.get(&admin, RETENTION).await.json(), defaults);
    assert_eq!(set(30, 12).await.json()["evidence_days"], json!(30));
    bed.pass(days(31));
    assert_eq!(swept(&bed).await.records, 7, "of this client alone");
    let admin = bed.sign_in("admin@aurora.example").await;
    let told = audited(&bed, &admin).await;
    let changed = "30 days of evidence, 12 months of records; before: 180 days of evidence, 25 months of records";
    assert!(told.contains(&(json!("retention_changed"), json!(changed))), "{told:?}");
    let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM retention")
        .fetch_one(&mut *bed.app.store.read(&Everywhere).await.expect("a reader"))
        .await
        .expect("a count");
    assert_eq!(left, 1);
}
