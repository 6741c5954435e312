//! The alerts of an incident without what they say: listed, and counted over time.

use crate::harness::{Bed, finding};
use serde_json::{Value, json};
use tenant_api::ingest;
use wire::session::ClientId;

const PATH: &str = "/c/harbor/incidents/HAR-1001";

/// More alerts of the first incident, one every `apart_ms` after its own.
async fn arrive(bed: &Bed, count: i64, apart_ms: i64) {
    let more = (1..=count).map(|n| {
        let mut more = finding(&format!("more-{n}"), "harbor0", 1);
        more["time"] = json!(more["time"].as_i64().expect("a time") + n * apart_ms);
        more
    });
    let body = Value::from_iter(more).to_string();
    let harbor = ClientId("harbor".into());
    let answer = ingest::take(&bed.app.store, &harbor, body.as_bytes(), || bed.app.now()).await.expect("taken");
    assert_eq!((answer.accepted, answer.incidents.len()), (u64::try_from(count).expect("some"), 1));
}

#[tokio::test]
async fn they_are_listed_page_by_page_and_say_nothing_of_their_source() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    arrive(&bed, 4, 60_000).await;
    let first = bed.get(&theirs, &format!("{PATH}/alerts?limit=3")).await;
    let fields: Vec<_> = first.items()[0].as_object().expect("an alert").keys().cloned().collect();
    assert_eq!(fields, ["number", "occurred_at", "received_at", "severity"]);
    assert!(!String::from_utf8_lossy(&first.body).contains("canary"));
    let cursor = first.json()["next_cursor"].as_str().expect("more").to_owned();
    let rest = bed.get(&theirs, &format!("{PATH}/alerts?limit=3&cursor={cursor}")).await;
    let numbers = first.items().into_iter().chain(rest.items()).map(|item| item["number"].as_u64().expect("a number"));
    let numbers: Vec<_> = numbers.collect();
    assert!(numbers.len() == 5 && numbers.is_sorted_by(|one, next| one > next), "{numbers:?}");
    assert_eq!(rest.items()[1]["occurred_at"], json!("2026-11-24T08:30:00Z"));
    for (who, path) in [(&ours, PATH.to_owned()), (&theirs, PATH.replace("1001", "1002"))] {
        assert_eq!(bed.get(who, &format!("{path}/alerts?cursor={cursor}")).await.status, 400, "somebody else's cursor");
    }
    assert_eq!(bed.get(&theirs, &format!("{PATH}/timeline?cursor={cursor}")).await.status, 400, "another list's");
    let never = bed.get(&theirs, "/c/harbor/incidents/HAR-9999/alerts").await;
    assert_eq!(never.status, 404);
    for part in ["alerts", "alerts/volume"] {
        let foreign = bed.get(&theirs, &format!("/c/meridian/incidents/MER-1001/{part}")).await;
        assert_eq!(foreign.blind(), never.blind(), "{part}");
    }
}

#[tokio::test]
async fn each_is_counted_once_in_equal_stretches_from_the_first_to_the_last() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let volume = async || bed.get(&cookie, &format!("{PATH}/alerts/volume")).await.json();
    let one = json!({"from": "2026-11-24T08:30:00Z", "to": "2026-11-24T08:30:00Z", "bucket_s": 1, "counts": [1]});
    assert_eq!(volume().await, one);
    arrive(&bed, 300, 60_000).await;
    let volume = volume().await;
    let counts: Vec<u64> =
        volume["counts"].as_array().expect("counts").iter().map(|count| count.as_u64().expect("a count")).collect();
    assert_eq!((counts.iter().sum::<u64>(), &volume["to"]), (301, &json!("2026-11-24T13:30:00Z")));
    let spanned_s = volume["bucket_s"].as_u64().expect("seconds") * counts.len() as u64;
    assert!(counts.len() <= 96 && (18_001..18_300).contains(&spanned_s), "{volume}");
    assert!(counts.first() > Some(&0) && counts.last() > Some(&0), "{counts:?}");
}

#[tokio::test]
async fn a_timeline_shows_one_kind_and_takes_many_alerts_together() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    arrive(&bed, 2000, 1000).await;
    let note = json!({"visibility": "shared", "body": "Seen"});
    assert_eq!(bed.post(&cookie, &format!("{PATH}/notes"), note).await.status, 201);
    let high = json!({"command": "set_priority", "priority": "high"});
    assert_eq!(bed.command(&cookie, PATH, "\"1\"", high).await.status, 200);
    let opened = bed.post(&cookie, &format!("{PATH}/evidence-openings"), json!({"reason": "Triage"})).await;
    assert_eq!(opened.status, 201);
    let kinds = async |query: &str| {
        let items = bed.get(&cookie, &format!("{PATH}/timeline{query}")).await.items();
        items.iter().map(|entry| entry["kind"].as_str().expect("a kind").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(kinds("?show=notes").await, ["note"]);
    assert_eq!(kinds("?show=changes").await, ["priority_set"]);
    assert_eq!(kinds("?show=openings").await, ["evidence_opened"]);
    assert_eq!(kinds("?show=alerts").await, ["alerts_joined", "created"], "of two thousand");
    let mut all = kinds("").await;
    all.sort();
    assert_eq!(all, ["alerts_joined", "created", "evidence_opened", "note", "priority_set"]);
    let cursor = bed.get(&cookie, &format!("{PATH}/timeline?show=alerts&limit=1")).await.json()["next_cursor"].clone();
    let cursor = cursor.as_str().expect("more");
    assert_eq!(kinds(&format!("?show=alerts&limit=1&cursor={cursor}")).await, ["created"]);
    for (query, status) in [("?show=everything", 422), ("?show=", 422), ("?kind=notes", 422)] {
        assert_eq!(bed.get(&cookie, &format!("{PATH}/timeline{query}")).await.status, status, "{query}");
    }
    let other = bed.get(&cookie, &format!("{PATH}/timeline?show=notes&cursor={cursor}")).await;
    assert_eq!(other.status, 400, "a cursor goes on with what it began with");
}
