//! Holds that time goes on with: the client is reminded once, and whatever is on hold comes back, once and when it was said to.

use crate::harness::{Bed, Reply, finding};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tenant_api::{ingest, store::holds};
use wire::session::ClientId;

const ANALYST: &str = "analyst@aurora.example";
const MANAGER: &str = "manager@harbor.example";

fn address(key: &str) -> String {
    let client = if key.starts_with("HAR") { "harbor" } else { "meridian" };
    format!("/c/{client}/incidents/{key}")
}

/// Time goes on with every hold that is due.
async fn go_on(bed: &Bed) {
    holds::go_on(&bed.app.store, || bed.app.now()).await.expect("holds go on");
}

/// Gives a command in the version that the incident has. Nobody's session outlives the times of these tests.
async fn change(bed: &Bed, key: &str, command: Value) -> Value {
    let cookie = bed.sign_in(ANALYST).await;
    let version = bed.get(&cookie, &address(key)).await.json()["version"].clone();
    let done = bed.command(&cookie, &address(key), &format!("\"{version}\""), command).await;
    assert_eq!(done.status, 200, "{key}: {:?}", done.body);
    done.json()
}

async fn hold(bed: &Bed, key: &str, reason: &str) -> Value {
    change(bed, key, json!({"command": "set_status", "status": "on_hold", "hold_reason": reason})).await
}

async fn take(bed: &Bed, key: &str) -> Value {
    change(bed, key, json!({"command": "assign", "assignee": "analyst-aurora"})).await
}

async fn row(bed: &Bed, email: &str, key: &str) -> Value {
    let cookie = bed.sign_in(email).await;
    bed.get(&cookie, &format!("/all/queue/rows?keys={key}")).await.items()[0].clone()
}

async fn timeline(bed: &Bed, email: &str, key: &str) -> Vec<Value> {
    let cookie = bed.sign_in(email).await;
    bed.get(&cookie, &format!("{}/timeline", address(key))).await.items()
}

fn kinds(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["kind"].as_str().expect("a kind")).collect()
}

#[tokio::test]
async fn a_client_that_is_awaited_is_reminded_once_and_the_row_comes_back_after_three_days() {
    let bed = Bed::new().await;
    let held = hold(&bed, "HAR-1005", "awaiting_client").await;
    assert_eq!((&held["paused"], &held["hold_until"]), (&json!(true), &json!("2026-11-27T09:00:00Z")));
    bed.get(&bed.sign_in(MANAGER).await, &address("HAR-1005")).await;
    bed.pass(SignedDuration::from_hours(24) - SignedDuration::from_secs(1));
    go_on(&bed).await;
    assert_eq!(kinds(&timeline(&bed, MANAGER, "HAR-1005").await), ["status_set", "created"], "not yet");
    bed.pass(SignedDuration::from_mins(5));
    for _ in 0..3 {
        go_on(&bed).await;
        bed.pass(SignedDuration::from_secs(30));
    }
    for reader in [MANAGER, ANALYST] {
        let told = timeline(&bed, reader, "HAR-1005").await;
        assert_eq!(kinds(&told), ["client_reminded", "status_set", "created"], "{reader}");
        assert_eq!((&told[0]["at"], &told[0]["by"]), (&json!("2026-11-25T09:00:00Z"), &Value::Null));
        let row = row(&bed, reader, "HAR-1005").await;
        assert_eq!((&row["unread"], &row["status"], &row["version"]), (&json!(true), &json!("on_hold"), &json!(2)));
    }
    bed.pass(SignedDuration::from_hours(48));
    go_on(&bed).await;
    let told = timeline(&bed, MANAGER, "HAR-1005").await;
    assert_eq!(kinds(&told), ["hold_ended", "client_reminded", "status_set", "created"]);
    assert_eq!((&told[0]["at"], &told[0]["status"]), (&held["hold_until"], &json!("new")));
    let back = row(&bed, MANAGER, "HAR-1005").await;
    assert_eq!((&back["status"], &back["version"], &back["unread"]), (&json!("new"), &json!(2), &json!(true)));
    assert_eq!((&back["hold_reason"], &back["hold_until"]), (&Value::Null, &Value::Null));
    assert_eq!(back["paused"], json!(false));
    go_on(&bed).await;
    assert_eq!(timeline(&bed, MANAGER, "HAR-1005").await.len(), told.len(), "nothing is left to go on with");
}

#[tokio::test]
async fn it_comes_back_to_whoever_has_it_and_ends_when_it_was_said_to() {
    let bed = Bed::new().await;
    for key in ["HAR-1003", "HAR-1004"] {
        take(&bed, key).await;
    }
    let until = "2026-11-24T15:30:00Z";
    let mut scheduled = json!({"command": "set_status", "status": "on_hold", "hold_reason": "scheduled"});
    scheduled["hold_until"] = json!(until);
    assert_eq!(change(&bed, "HAR-1003", scheduled).await["paused"], json!(false), "nobody here is awaited");
    hold(&bed, "HAR-1004", "awaiting_third_party").await;
    bed.pass(SignedDuration::from_hours(7));
    go_on(&bed).await;
    let told = timeline(&bed, ANALYST, "HAR-1003").await;
    let ended = (&told[0]["kind"], &told[0]["at"]);
    assert_eq!(ended, (&json!("hold_ended"), &json!(until)), "then, and not when it was seen");
    assert_eq!(row(&bed, ANALYST, "HAR-1003").await["status"], json!("in_progress"));
    assert_eq!(row(&bed, ANALYST, "HAR-1004").await["status"], json!("on_hold"));
    bed.pass(SignedDuration::from_hours(65));
    go_on(&bed).await;
    let told = timeline(&bed, ANALYST, "HAR-1004").await;
    assert_eq!(kinds(&told), ["hold_ended", "status_set", "assigned", "created"], "a third party is not reminded here");
    assert_eq!(row(&bed, ANALYST, "HAR-1004").await["status"], json!("in_progress"));
}

#[tokio::test]
async fn however_many_processes_look_it_happens_once() {
    let bed = Bed::new().await;
    let other = bed.another_process().await;
    let keys = ["HAR-1001", "HAR-1002", "HAR-1003", "MER-1001"];
    for key in keys {
        hold(&bed, key, "awaiting_client").await;
    }
    for (passed, newest) in [(24, "client_reminded"), (48, "hold_ended")] {
        bed.pass(SignedDuration::from_hours(passed));
        tokio::join!(go_on(&bed), go_on(&other), go_on(&bed));
        for key in keys {
            let told = timeline(&bed, ANALYST, key).await;
            assert_eq!(told[0]["kind"], json!(newest), "{key}");
            assert_eq!(kinds(&told).iter().filter(|kind| **kind == newest).count(), 1, "{key}");
        }
    }
}

#[tokio::test]
async fn one_clients_holds_are_nothing_to_another() {
    let bed = Bed::new().await;
    hold(&bed, "HAR-1001", "awaiting_client").await;
    hold(&bed, "MER-1002", "awaiting_client").await;
    bed.pass(SignedDuration::from_hours(73));
    go_on(&bed).await;
    assert_eq!(kinds(&timeline(&bed, ANALYST, "HAR-1001").await), ["hold_ended", "status_set", "created"]);
    assert_eq!(kinds(&timeline(&bed, ANALYST, "MER-1002").await), ["hold_ended", "status_set", "created"]);
    for untouched in ["MER-1001", "HAR-1002"] {
        assert_eq!(kinds(&timeline(&bed, ANALYST, untouched).await), ["created"], "{untouched}");
        let row = row(&bed, ANALYST, untouched).await;
        assert_eq!(row["updated_at"], row["created_at"], "{untouched}");
    }
}

/// Critical: both clocks run around the clock, so what is due moves by the whole time that the client was awaited.
#[tokio::test]
async fn what_is_due_moves_by_exactly_what_was_held() {
    let bed = Bed::new().await;
    let due = |head: &Value| -> jiff::Timestamp {
        head["clocks"]["resolve_due_at"].as_str().expect("it runs").parse().expect("an instant")
    };
    let start = json!({"command": "set_status", "status": "in_progress"});
    let promised = due(&take(&bed, "HAR-1005").await);
    bed.pass(SignedDuration::from_mins(10));
    hold(&bed, "HAR-1005", "awaiting_client").await;
    bed.pass(SignedDuration::from_mins(47));
    let by_hand = due(&change(&bed, "HAR-1005", start.clone()).await);
    assert_eq!(by_hand, promised + SignedDuration::from_mins(47));
    hold(&bed, "HAR-1005", "awaiting_third_party").await;
    bed.pass(SignedDuration::from_mins(20));
    assert_eq!(due(&change(&bed, "HAR-1005", start).await), by_hand, "a third party costs what it takes");

    hold(&bed, "HAR-1005", "awaiting_client").await;
    bed.pass(SignedDuration::from_mins(13));
    let worse = finding("worse", "harbor4", 6).to_string();
    ingest::take(&bed.app.store, &ClientId("harbor".into()), worse.as_bytes(), || bed.app.now()).await.expect("taken");
    let cookie = bed.sign_in(ANALYST).await;
    let joined = bed.get(&cookie, &address("HAR-1005")).await.json();
    assert_eq!((&joined["status"], &joined["alerts_count"]), (&json!("in_progress"), &json!(2)));
    assert_eq!(due(&joined), promised + SignedDuration::from_hours(1), "by a worse alert");
    bed.pass(SignedDuration::from_hours(24 * 4));
    go_on(&bed).await;
    assert!(!kinds(&timeline(&bed, ANALYST, "HAR-1005").await).contains(&"hold_ended"), "that hold was over");

    hold(&bed, "HAR-1004", "awaiting_client").await;
    bed.pass(SignedDuration::from_hours(80));
    go_on(&bed).await;
    let cookie = bed.sign_in(ANALYST).await;
    let head = bed.get(&cookie, &address("HAR-1004")).await.json();
    let opened = "2026-11-24T08:33:00Z".parse::<jiff::Timestamp>().expect("an instant");
    let promised = opened + SignedDuration::from_hours(8);
    assert_eq!(due(&head), promised + SignedDuration::from_hours(72), "by time, whenever somebody came to look");
}

#[tokio::test]
async fn a_command_in_between_goes_before_time() {
    let bed = Bed::new().await;
    hold(&bed, "HAR-1002", "awaiting_client").await;
    change(&bed, "HAR-1002", json!({"command": "close", "verdict": "benign"})).await;
    bed.pass(SignedDuration::from_hours(100));
    go_on(&bed).await;
    assert_eq!(kinds(&timeline(&bed, ANALYST, "HAR-1002").await), ["closed", "status_set", "created"]);
    change(&bed, "HAR-1002", json!({"command": "reopen", "reason": "Not over"})).await;
    go_on(&bed).await;
    assert_eq!(row(&bed, ANALYST, "HAR-1002").await["status"], json!("in_progress"));
}

#[tokio::test]
async fn people_who_saw_the_hold_can_still_change_it_when_time_was_first() {
    let bed = Bed::new().await;
    take(&bed, "HAR-1003").await;
    let held = hold(&bed, "HAR-1003", "awaiting_client").await;
    bed.pass(SignedDuration::from_hours(72));
    go_on(&bed).await;
    let cookie = bed.sign_in(ANALYST).await;
    let command = |command: Value| {
        let tag = format!("\"{}\"", held["version"]);
        let (bed, cookie) = (&bed, &cookie);
        async move { bed.command(cookie, &address("HAR-1003"), &tag, command).await }
    };
    let start: Reply = command(json!({"command": "set_status", "status": "in_progress"})).await;
    assert_eq!(start.status, 409, "it is what they wanted already: the version is people's");
    let done = command(json!({"command": "close", "verdict": "test"})).await;
    assert_eq!((done.status, &done.json()["status"]), (200, &json!("closed")));
}
