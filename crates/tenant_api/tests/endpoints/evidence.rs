//! The only door to evidence, and the receipts it leaves.

use crate::harness::{Bed, finding, now};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tenant_api::ingest;
use wire::session::ClientId;

const OPENINGS: &str = "/c/harbor/incidents/HAR-1001/evidence-openings";

#[tokio::test]
async fn each_opening_leaves_a_receipt_in_the_chain() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    for cookie in [&ours, &theirs, &ours] {
        let opened = bed.post(cookie, OPENINGS, json!({"reason": "Triage"})).await;
        assert_eq!(opened.status, 201);
        let findings = opened.json()["evidence"]["findings"].clone();
        assert!(findings[0]["record"].as_str().expect("a record").contains("canary-harbor0"));
    }
    let receipts = bed.get(&theirs, "/c/harbor/evidence-openings").await.items();
    assert_eq!(receipts.len(), 3);
    for (receipt, before) in receipts.iter().zip(&receipts[1..]) {
        assert_eq!(receipt["previous_hash"], before["hash"]);
    }
    assert_eq!(receipts[2]["previous_hash"], json!("0".repeat(64)));
    let head = bed.get(&ours, "/c/harbor/incidents/HAR-1001").await.json();
    assert_eq!(head["evidence"]["openings_count"], json!(3));
}

#[tokio::test]
async fn whoever_may_not_open_it_gets_none_and_leaves_none() {
    let bed = Bed::new().await;
    let junior = bed.sign_in("junior@aurora.example").await;
    let analyst = bed.sign_in("analyst@aurora.example").await;
    let before = bed.state().await;
    let refused = bed.post(&junior, OPENINGS, json!({"reason": "Triage"})).await;
    assert_eq!((refused.status, &refused.json()["capability"]), (403, &json!("evidence.open")));
    let empty = bed.post(&analyst, OPENINGS, json!({"reason": "  "})).await;
    assert_eq!(empty.status, 422);
    assert_eq!(bed.state().await, before);
}

#[tokio::test]
async fn a_receipt_is_its_openers_for_ten_minutes() {
    let bed = Bed::new().await;
    let (opener, other) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    let id = bed.post(&opener, OPENINGS, json!({"reason": "Triage"})).await.json()["receipt"]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let findings = format!("{OPENINGS}/{id}/findings");
    assert_eq!(bed.get(&opener, &findings).await.status, 200);
    assert_eq!(bed.get(&other, &findings).await.status, 404);
    assert_eq!(bed.get(&opener, &findings.replace("1001", "1002")).await.status, 404);
    bed.pass(SignedDuration::from_mins(9));
    assert_eq!(bed.post(&other, &format!("{OPENINGS}/{id}/close"), json!({})).await.status, 404);
    assert_eq!(bed.post(&opener, &format!("{OPENINGS}/{id}/close"), json!({})).await.status, 204);
    let timeline = bed.get(&opener, "/c/harbor/incidents/HAR-1001/timeline").await.items();
    assert_eq!((&timeline[0]["kind"], &timeline[0]["open_s"]), (&json!("evidence_opened"), &json!(540)));
    bed.pass(SignedDuration::from_mins(1));
    assert_eq!(bed.get(&opener, &findings).await.status, 404);
}

#[tokio::test]
async fn large_findings_come_a_few_at_a_time_and_all_of_them() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    for n in 0..3 {
        let mut large = finding(&format!("large-{n}"), "harbor0", 1);
        large["raw_data"] = json!("x".repeat(3 * 1024 * 1024));
        let harbor = ClientId("harbor".into());
        ingest::take(&bed.app.store, &harbor, large.to_string().as_bytes(), now).await.expect("taken");
    }
    let opened = bed.post(&cookie, OPENINGS, json!({"reason": "Triage"})).await.json();
    let id = opened["receipt"]["id"].as_str().expect("an id").to_owned();
    let (mut page, mut sizes) = (opened["evidence"].clone(), vec![]);
    loop {
        sizes.push(page["findings"].as_array().expect("a list").len());
        let Some(next) = page["next_cursor"].as_str() else { break };
        page = bed.get(&cookie, &format!("{OPENINGS}/{id}/findings?cursor={next}")).await.json();
    }
    assert_eq!(sizes, [2, 2]);
}

#[tokio::test]
async fn an_alert_whose_record_is_lost_is_shown_without_it() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    bed.ground.tamper("DELETE FROM findings WHERE client_id = 'harbor' AND alert = 1").await;
    let opened = bed.post(&cookie, OPENINGS, json!({"reason": "Triage"})).await;
    assert_eq!(opened.status, 201);
    let findings = opened.json()["evidence"]["findings"].clone();
    assert_eq!((&findings[0]["alert"], &findings[0]["record"], &findings[1]), (&json!(1), &json!(""), &Value::Null));
    assert_eq!(
        (&findings[0]["severity"], &findings[0]["time"]),
        (&json!("informational"), &json!("2026-11-24T08:30:00Z"))
    );
}

#[tokio::test]
async fn nothing_but_an_opening_shows_where_it_came_from() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    for path in [
        "/all/queue",
        "/all/queue?q=canary",
        "/all/queue/facets",
        "/all/queue/marks",
        "/all/overview/operational",
        "/all/overview/clients",
        "/c/harbor/incidents/HAR-1001",
        "/c/harbor/incidents/HAR-1001/timeline",
        "/c/harbor/incidents/HAR-1001/notes",
        "/c/harbor/evidence-openings",
        "/c/harbor/assignees",
        "/session",
    ] {
        let reply = bed.get(&cookie, path).await;
        assert_eq!(reply.status, 200, "{path}");
        assert!(!String::from_utf8_lossy(&reply.body).to_lowercase().contains("canary"), "{path}");
    }
}
