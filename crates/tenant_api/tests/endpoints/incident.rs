//! One incident: versions, refusals, notes that a client never learns of.

use crate::harness::{Bed, Reply};
use jiff::SignedDuration;
use serde_json::json;

const PATH: &str = "/c/harbor/incidents/HAR-1001";

#[tokio::test]
async fn a_command_needs_the_current_version() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let high = json!({"command": "set_priority", "priority": "high"});
    assert_eq!(bed.call(Some(&cookie), "PATCH", PATH, Some(high.clone()), &[]).await.status, 428);
    let done = bed.command(&cookie, PATH, "\"1\"", high.clone()).await;
    assert_eq!((done.status, done.headers["etag"].to_str().ok()), (200, Some("\"2\"")));
    for stale in ["\"1\"", "*", "W/\"2\"", "2", ""] {
        let reply = bed.command(&cookie, PATH, stale, high.clone()).await;
        assert_eq!((reply.status, &reply.json()["current"]["version"]), (412, &json!(2)), "{stale}");
    }
}

#[tokio::test]
async fn what_the_state_does_not_allow_says_what_it_does() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let start = json!({"command": "set_status", "status": "in_progress"});
    let refused = bed.command(&cookie, PATH, "\"1\"", start).await;
    assert_eq!(refused.status, 409);
    let allowed = json!(["assign", "hold", "resolve", "set_priority", "close", "merge", "split"]);
    assert_eq!(refused.json()["allowed"], allowed);
    for (command, field) in [
        (json!({"command": "close", "verdict": "false_positive"}), "reason"),
        (json!({"command": "close", "verdict": "made_up"}), "verdict"),
        (json!({"command": "set_status", "status": "on_hold"}), "hold_reason"),
        (json!({"command": "set_status", "status": "on_hold", "hold_reason": "scheduled"}), "hold_until"),
        (json!({"command": "assign", "assignee": "admin-basalt"}), "assignee"),
        (json!({"command": "assign", "assignee": "nobody-at-all"}), "assignee"),
    ] {
        let reply = bed.command(&cookie, PATH, "\"1\"", command.clone()).await;
        assert_eq!((reply.status, &reply.json()["fields"][0]["field"]), (422, &json!(field)), "{command}");
    }
    let head = bed.get(&cookie, PATH).await.json();
    assert_eq!((&head["version"], &head["status"]), (&json!(1), &json!("new")));
}

#[tokio::test]
async fn from_new_to_closed_and_back_with_its_story() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let me = bed.get(&cookie, "/session").await.json()["user"]["id"].clone();
    for (version, command, status) in [
        ("\"1\"", json!({"command": "assign", "assignee": me}), "in_progress"),
        ("\"2\"", json!({"command": "set_status", "status": "on_hold", "hold_reason": "awaiting_client"}), "on_hold"),
        ("\"3\"", json!({"command": "set_status", "status": "in_progress"}), "in_progress"),
        ("\"4\"", json!({"command": "close", "verdict": "false_positive", "reason": "Planned work"}), "closed"),
        ("\"5\"", json!({"command": "reopen", "reason": "It came back"}), "in_progress"),
    ] {
        bed.pass(SignedDuration::from_mins(1));
        let head = bed.command(&cookie, PATH, version, command).await.json();
        assert_eq!((&head["status"], &head["paused"]), (&json!(status), &json!(status == "on_hold")), "{head}");
    }
    let told = bed.get(&cookie, &format!("{PATH}/timeline?limit=3")).await;
    let kinds = |reply: &Reply| {
        reply.items().iter().map(|entry| entry["kind"].as_str().expect("a kind").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&told), ["reopened", "closed", "status_set"]);
    let next = told.json()["next_cursor"].as_str().expect("more").to_owned();
    let rest = bed.get(&cookie, &format!("{PATH}/timeline?limit=3&cursor={next}")).await;
    assert_eq!(kinds(&rest), ["status_set", "assigned", "created"]);
    assert_eq!(rest.items()[1]["assignee"]["id"], me);
}

#[tokio::test]
async fn a_cursor_of_a_list_is_for_one_caller_and_one_place() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    for key in ["HAR-1001", "HAR-1002"] {
        let opening = format!("/c/harbor/incidents/{key}/evidence-openings");
        assert_eq!(bed.post(&ours, &opening, json!({"reason": "Triage"})).await.status, 201);
    }
    let lists = [
        (format!("{PATH}/timeline"), "/c/harbor/incidents/HAR-1002/timeline"),
        ("/c/harbor/evidence-openings".to_owned(), "/c/cedar/evidence-openings"),
    ];
    for (here, elsewhere) in lists {
        let cursor = bed.get(&ours, &format!("{here}?limit=1")).await.json()["next_cursor"].clone();
        let next = format!("?limit=1&cursor={}", cursor.as_str().expect("more"));
        assert_eq!(bed.get(&ours, &format!("{here}{next}")).await.items().len(), 1);
        assert_eq!(bed.get(&ours, &format!("{elsewhere}{next}")).await.status, 400, "{elsewhere}");
        assert_eq!(bed.get(&theirs, &format!("{here}{next}")).await.status, 400, "{here} of somebody else");
    }
}

/// Every answer that a client's people can get about an incident.
pub(crate) async fn seen_by_the_client(bed: &Bed, cookie: &str) -> Vec<String> {
    let mut seen = Vec::new();
    for path in [
        PATH.to_owned(),
        format!("{PATH}/notes"),
        format!("{PATH}/timeline"),
        format!("{PATH}/alerts"),
        format!("{PATH}/draft"),
        format!("{PATH}/mentionable?visibility=shared"),
        "/all/queue".to_owned(),
        "/all/queue?unread=true".to_owned(),
        "/all/queue/facets".to_owned(),
        "/all/queue/marks".to_owned(),
        "/all/overview/operational".to_owned(),
        "/c/harbor/evidence-openings".to_owned(),
    ] {
        let reply = bed.get(cookie, &path).await;
        seen.push(format!("{:?} {:?}", reply.headers.get("etag"), reply.blind().2));
    }
    seen
}

#[tokio::test]
async fn an_internal_note_changes_no_byte_of_the_clients() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    seen_by_the_client(&bed, &theirs).await;
    let before = seen_by_the_client(&bed, &theirs).await;
    let note =
        bed.post(&ours, &format!("{PATH}/notes"), json!({"visibility": "internal", "body": "Only for us"})).await;
    assert_eq!(note.status, 201);
    assert_eq!(seen_by_the_client(&bed, &theirs).await, before);
    assert_eq!(bed.get(&ours, &format!("{PATH}/notes")).await.items()[0]["body"], "Only for us");
    let refused =
        bed.post(&theirs, &format!("{PATH}/notes"), json!({"visibility": "internal", "body": "Me too"})).await;
    assert_eq!((refused.status, &refused.json()["capability"]), (403, &json!("note.internal")));
    bed.pass(SignedDuration::from_secs(1));
    let shared = bed.post(&ours, &format!("{PATH}/notes"), json!({"visibility": "shared", "body": "For both"})).await;
    assert_eq!(shared.status, 201);
    assert_eq!(bed.get(&theirs, &format!("{PATH}/notes")).await.items().len(), 1);
    assert_eq!(bed.get(&theirs, "/all/queue/rows?keys=HAR-1001").await.items()[0]["unread"], true);
}

#[tokio::test]
async fn looking_makes_it_read_for_whoever_looked() {
    let bed = Bed::new().await;
    let (one, other) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    bed.get(&one, PATH).await;
    assert_eq!(bed.get(&one, "/all/queue/rows?keys=HAR-1001").await.items()[0]["unread"], false);
    assert_eq!(bed.get(&other, "/all/queue/rows?keys=HAR-1001").await.items()[0]["unread"], true);
}

#[tokio::test]
async fn assignees_are_those_who_can_read_it() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@harbor.example").await;
    let names = bed.get(&cookie, "/c/harbor/assignees").await.items();
    let names: Vec<_> = names.iter().map(|person| person["name"].as_str().expect("a name")).collect();
    assert!(names.contains(&"Sam Whitfield") && names.contains(&"Tom Achebe"), "{names:?}");
    assert!(
        !names.contains(&"Noor Haddad") && !names.contains(&"Igor Petrov") && !names.contains(&"Elise Brandt"),
        "{names:?}"
    );
}

#[tokio::test]
async fn a_page_of_the_timeline_goes_on_where_it_ended_though_a_note_has_come_since() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let note = async |body: &str| {
        bed.post(&cookie, &format!("{PATH}/notes"), json!({"visibility": "shared", "body": body})).await
    };
    for body in ["one", "two", "three"] {
        assert_eq!(note(body).await.status, 201);
    }
    let first = bed.get(&cookie, &format!("{PATH}/timeline?limit=2")).await;
    note("four").await;
    let cursor = first.json()["next_cursor"].as_str().expect("more").to_owned();
    let mut entries = first.items();
    entries.extend(bed.get(&cookie, &format!("{PATH}/timeline?limit=200&cursor={cursor}")).await.items());
    let mut notes: Vec<_> = entries.iter().filter_map(|entry| entry["note"]["id"].as_str()).collect();
    notes.sort_unstable();
    let told = notes.len();
    notes.dedup();
    assert_eq!((told, notes.len()), (3, 3), "each of the three once");
}
