//! Requests of clients: asked, answered, and what became of them; what is written in one is told with that one alone.

use crate::{
    events::Stream,
    export::unpacked,
    harness::{Bed, Reply},
    places::{Places, Target},
    retention::days,
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::time::Duration;
use tenant_api::{
    demo::organisations::PEOPLE,
    http::api,
    store::{Everywhere, retention::sweep},
};

const REQUESTS: &str = "/c/harbor/requests";
const FIRST: &str = "/c/harbor/requests/HAR-R1";

fn asked(criticality: &str) -> Value {
    json!({"category": "whitelisting", "criticality": criticality, "subject": "zqkwritten-subject", "body": "zqkwritten-body"})
}

/// Asks something of that criticality as the page's user; its key.
async fn ask(bed: &Bed, cookie: &str, client: &str, criticality: &str) -> String {
    let made = bed.post(cookie, &format!("/c/{client}/requests"), asked(criticality)).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    made.json()["row"]["key"].as_str().expect("a key").to_owned()
}

async fn say(bed: &Bed, cookie: &str, path: &str, visibility: &str, body: &str) -> Reply {
    bed.post(cookie, &format!("{path}/messages"), json!({"visibility": visibility, "body": body})).await
}

/// A command in the version that the request has.
async fn command(bed: &Bed, cookie: &str, path: &str, command: Value) -> Reply {
    let version = bed.get(cookie, path).await.headers["etag"].to_str().expect("text").to_owned();
    bed.command(cookie, path, &version, command).await
}

/// `message shared`, of each entry of a conversation.
fn entries(request: &Value) -> Vec<String> {
    let word = |entry: &Value, name: &str| entry[name].as_str().expect("text").to_owned();
    let entries = request["conversation"].as_array().expect("a conversation").iter();
    entries.map(|entry| format!("{} {}", word(entry, "kind"), word(entry, "visibility"))).collect()
}

#[tokio::test]
async fn a_client_asks_and_is_answered() {
    let bed = Bed::new().await;
    let (manager, analyst) = (bed.sign_in("manager@harbor.example").await, bed.sign_in("analyst@aurora.example").await);
    assert_eq!(ask(&bed, &manager, "harbor", "high").await, "HAR-R1");
    let row = bed.get(&analyst, "/all/requests").await.items()[0].clone();
    assert_eq!((&row["status"], &row["breach_at"]), (&json!("open"), &json!("2026-11-24T09:30:00Z")));
    assert_eq!((&row["asker"]["name"], &row["client"]["code"]), (&json!("Carla Nyström"), &json!("HAR")));
    assert_eq!(
        command(&bed, &analyst, FIRST, json!({"command": "assign", "assignee": "analyst-aurora"})).await.status,
        200
    );
    bed.pass(SignedDuration::from_mins(20));
    let answered = say(&bed, &analyst, FIRST, "shared", "It is done").await;
    assert_eq!(answered.status, 201, "{:?}", answered.body);
    let answered = answered.json();
    let row = &answered["row"];
    assert_eq!(
        (&row["status"], &row["breach_at"], &row["breached"]),
        (&json!("waiting_client"), &Value::Null, &json!(false))
    );
    let read = bed.get(&manager, FIRST).await;
    assert_eq!(read.headers["etag"], "\"3\"");
    let read = read.json();
    assert_eq!(entries(&read), ["message shared", "assigned shared", "message shared"]);
    assert_eq!(
        (&read["may_write"], &read["may_handle"], &read["assignees"]),
        (&json!(true), &json!(false), &json!([]))
    );
    assert_eq!(
        (&read["subject"], &read["conversation"][0]["body"]),
        (&json!("zqkwritten-subject"), &json!("zqkwritten-body"))
    );
    assert_eq!(read["conversation"][1]["assignee"]["name"], "Ana Moreira");
    let again = say(&bed, &manager, FIRST, "shared", "Not for the other site").await.json();
    assert_eq!(again["row"]["status"], "waiting_msp");
    // Its asker may end it, and take that back.
    let closed = command(&bed, &manager, FIRST, json!({"command": "close"})).await;
    assert_eq!((closed.status, &closed.json()["row"]["status"]), (200, &json!("closed")));
    assert_eq!(say(&bed, &analyst, FIRST, "shared", "x").await.status, 409);
    assert_eq!(
        command(&bed, &analyst, FIRST, json!({"command": "set_status", "status": "waiting_msp"})).await.status,
        409
    );
    assert_eq!(
        command(&bed, &manager, FIRST, json!({"command": "reopen"})).await.json()["row"]["status"],
        "waiting_msp"
    );
    assert_eq!(command(&bed, &manager, FIRST, json!({"command": "reopen"})).await.status, 409);
}

#[tokio::test]
async fn the_clock_of_the_first_answer_is_that_of_the_service_level() {
    let bed = Bed::new().await;
    let (manager, analyst) = (bed.sign_in("manager@harbor.example").await, bed.sign_in("analyst@aurora.example").await);
    ask(&bed, &manager, "harbor", "medium").await;
    let due = async || bed.get(&analyst, FIRST).await.json()["row"]["breach_at"].clone();
    assert_eq!(due().await, "2026-11-24T16:00:00Z", "four business hours, and São Paulo opens at noon UTC");
    bed.pass(SignedDuration::from_mins(10));
    let raise = json!({"command": "set_criticality", "criticality": "critical"});
    assert_eq!(command(&bed, &analyst, FIRST, raise).await.status, 200);
    assert_eq!(due().await, "2026-11-24T09:25:00Z");
    bed.pass(SignedDuration::from_mins(15));
    assert_eq!(bed.get(&manager, REQUESTS).await.items()[0]["breached"], true);
    // An internal word answers nobody.
    assert_eq!(say(&bed, &analyst, FIRST, "internal", "Who takes it?").await.status, 201);
    assert_eq!(due().await, "2026-11-24T09:25:00Z");
    let row = say(&bed, &analyst, FIRST, "shared", "Sorry, it is late").await.json()["row"].clone();
    assert_eq!((&row["breach_at"], &row["breached"]), (&Value::Null, &json!(true)), "what was late stays so");
}

#[tokio::test]
async fn each_does_what_they_may_in_the_version_they_saw() {
    let bed = Bed::new().await;
    let (manager, analyst) = (bed.sign_in("manager@harbor.example").await, bed.sign_in("analyst@aurora.example").await);
    ask(&bed, &manager, "harbor", "low").await;
    for handled in [
        json!({"command": "assign", "assignee": null}),
        json!({"command": "set_status", "status": "waiting_msp"}),
        json!({"command": "set_criticality", "criticality": "high"}),
        json!({"command": "link", "incident": "HAR-1001"}),
        json!({"command": "open_incident", "category": "phishing"}),
    ] {
        let refused = command(&bed, &manager, FIRST, handled).await;
        assert_eq!((refused.status, &refused.json()["capability"]), (403, &json!("request.handle")));
    }
    let internal = say(&bed, &manager, FIRST, "internal", "x").await;
    assert_eq!((internal.status, &internal.json()["capability"]), (403, &json!("note.internal")));
    // Who answers for a client does not ask in its place.
    let refused = bed.post(&analyst, REQUESTS, asked("low")).await;
    assert_eq!((refused.status, &refused.json()["capability"]), (403, &json!("request.write")));
    let take = json!({"command": "assign", "assignee": "analyst-aurora"});
    assert_eq!(bed.patch(&analyst, FIRST, take.clone()).await.status, 428);
    assert_eq!(bed.command(&analyst, FIRST, "\"2\"", take.clone()).await.status, 412);
    assert_eq!(bed.command(&analyst, FIRST, "\"1\"", take).await.status, 200);
    for (wrong, field) in [
        (json!({"command": "assign", "assignee": "manager-harbor"}), "assignee"),
        (json!({"command": "assign", "assignee": "nobody-at-all"}), "assignee"),
        (json!({"command": "set_status", "status": "closed"}), "status"),
        (json!({"command": "set_criticality", "criticality": "grave"}), "criticality"),
        (json!({"command": "link", "incident": "MER-1001"}), "incident"),
        (json!({"command": "link", "incident": "HAR-9999"}), "incident"),
        (json!({"command": "open_incident", "category": "weather"}), "category"),
    ] {
        assert_eq!(command(&bed, &analyst, FIRST, wrong).await.field(), field);
    }
    for (wrong, field) in [
        (json!({"category": "gift", "criticality": "low", "subject": "x", "body": "x"}), "category"),
        (json!({"category": "other", "criticality": "grave", "subject": "x", "body": "x"}), "criticality"),
        (json!({"category": "other", "criticality": "low", "subject": "two\nlines", "body": "x"}), "subject"),
        (json!({"category": "other", "criticality": "low", "subject": "x", "body": " "}), "body"),
        (json!({"category": "other", "criticality": "low", "subject": "x", "body": "x", "client": "cedar"}), "client"),
    ] {
        assert_eq!(bed.post(&manager, REQUESTS, wrong).await.field(), field);
    }
    assert_eq!(say(&bed, &manager, FIRST, "shared", "").await.field(), "body");
    assert_eq!(say(&bed, &manager, FIRST, "whispered", "x").await.field(), "visibility");
}

#[tokio::test]
async fn it_becomes_an_incident_or_joins_one_and_both_say_so() {
    let bed = Bed::new().await;
    let (manager, analyst) = (bed.sign_in("manager@harbor.example").await, bed.sign_in("analyst@aurora.example").await);
    ask(&bed, &manager, "harbor", "critical").await;
    let opened = command(&bed, &analyst, FIRST, json!({"command": "open_incident", "category": "phishing"})).await;
    assert_eq!((opened.status, &opened.json()["incident"]), (200, &json!("HAR-1008")));
    let head = bed.get(&manager, "/c/harbor/incidents/HAR-1008").await.json();
    assert_eq!(head["title"], "Phishing: reported by the client");
    assert_eq!(
        (&head["severity"], &head["priority"], &head["status"]),
        (&json!("critical"), &json!("critical"), &json!("new"))
    );
    assert_eq!((&head["requests"], &head["alerts_count"]), (&json!(["HAR-R1"]), &json!(0)));
    assert_eq!(head["breach_at"], "2026-11-24T09:15:00Z", "its own clocks run from now on");
    assert!(!head.to_string().contains("zqkwritten"), "nothing that was written goes along");
    let timeline = bed.get(&manager, "/c/harbor/incidents/HAR-1008/timeline").await.items();
    assert_eq!(
        (timeline.len(), &timeline[0]["kind"], &timeline[0]["request"]),
        (1, &json!("requested"), &json!("HAR-R1"))
    );
    let opening =
        bed.post(&analyst, "/c/harbor/incidents/HAR-1008/evidence-openings", json!({"reason": "Triage"})).await;
    assert_eq!((opening.status, &opening.json()["evidence"]["findings"]), (201, &json!([])), "there is none yet");
    let more = command(&bed, &analyst, FIRST, json!({"command": "open_incident", "category": "phishing"})).await;
    assert_eq!(more.status, 409);
    // It turns out to be about another one.
    let joined = command(&bed, &analyst, FIRST, json!({"command": "link", "incident": "HAR-1001"})).await.json();
    assert_eq!(joined["incident"], "HAR-1001");
    let linked = joined["conversation"].as_array().expect("a conversation").last().expect("an entry").clone();
    assert_eq!((&linked["kind"], &linked["incident"]), (&json!("linked"), &json!("HAR-1001")));
    assert_eq!(bed.get(&manager, "/c/harbor/incidents/HAR-1001").await.json()["requests"], json!(["HAR-R1"]));
    assert_eq!(bed.get(&manager, "/c/harbor/incidents/HAR-1008").await.json()["requests"], json!([]));
    let newest = bed.get(&manager, "/c/harbor/incidents/HAR-1001/timeline").await.items()[0].clone();
    assert_eq!((&newest["kind"], &newest["by"]["name"]), (&json!("requested"), &json!("Ana Moreira")));
    // Whoever may not read the one is not told of the other.
    let admin = bed.sign_in("admin@aurora.example").await;
    for (profile, removed) in [("harbor-analyst", "incident.read"), ("aurora-junior", "request.read")] {
        let lowered = json!({"added": [], "removed": [removed]});
        assert_eq!(bed.patch(&admin, &format!("/c/harbor/profiles/{profile}"), lowered).await.status, 200, "{profile}");
    }
    let theirs = bed.sign_in("analyst@harbor.example").await;
    assert_eq!(bed.get(&theirs, FIRST).await.json()["incident"], Value::Null);
    assert!(!String::from_utf8_lossy(&bed.get(&theirs, FIRST).await.body).contains("HAR-1001"));
    let junior = bed.sign_in("junior@aurora.example").await;
    assert_eq!(bed.get(&junior, "/c/harbor/incidents/HAR-1001").await.json()["requests"], json!([]));
}

#[tokio::test]
async fn a_key_counts_its_own_client_and_another_clients_request_is_not_there() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    assert_eq!(ask(&bed, &admin, "meridian", "low").await, "MER-R1");
    let manager = bed.sign_in("manager@harbor.example").await;
    let never = bed.get(&manager, "/c/harbor/requests/HAR-R9").await.blind();
    for path in [FIRST, "/c/harbor/requests/MER-R1", "/c/meridian/requests/MER-R1", "/c/harbor/requests/HAR-R01"] {
        let refused = bed.get(&manager, path).await;
        assert_eq!((refused.status, refused.blind()), (404, never.clone()), "{path}");
        let written = say(&bed, &manager, path, "shared", "x").await;
        assert_eq!((written.status, written.blind()), (404, never.clone()), "{path}");
    }
    assert_eq!(bed.get(&manager, "/all/requests").await.items(), Vec::<Value>::new());
    assert_eq!(ask(&bed, &manager, "harbor", "low").await, "HAR-R1", "others' do not count");
    for (who, keys) in [
        ("lead@aurora.example", vec!["HAR-R1", "MER-R1"]),
        ("junior@aurora.example", vec!["HAR-R1"]),
        ("analyst@harbor.example", vec!["HAR-R1"]),
        ("admin@basalt.example", vec![]),
        ("admin@quill.example", vec![]),
    ] {
        assert_eq!(bed.get(&bed.sign_in(who).await, "/all/requests").await.keys(), keys, "{who}");
    }
    for who in ["viewer@aurora.example", "viewer@harbor.example"] {
        assert_eq!(bed.get(&bed.sign_in(who).await, "/all/requests").await.status, 404, "{who}");
    }
}

#[tokio::test]
async fn the_list_begins_with_what_is_due_and_pages_through_every_row_once() {
    let bed = Bed::new().await;
    let (manager, analyst) = (bed.sign_in("manager@harbor.example").await, bed.sign_in("analyst@aurora.example").await);
    let (admin, theirs) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("analyst@harbor.example").await);
    for criticality in ["low", "critical", "medium", "high"] {
        ask(&bed, &manager, "harbor", criticality).await;
    }
    ask(&bed, &admin, "meridian", "critical").await;
    ask(&bed, &theirs, "harbor", "low").await;
    bed.pass(SignedDuration::from_mins(1));
    assert_eq!(say(&bed, &analyst, "/c/harbor/requests/HAR-R2", "shared", "Yes").await.status, 201);
    assert_eq!(command(&bed, &manager, FIRST, json!({"command": "close"})).await.status, 200);
    let whole = ["MER-R1", "HAR-R4", "HAR-R3", "HAR-R5", "HAR-R2", "HAR-R1"];
    assert_eq!(bed.get(&analyst, "/all/requests").await.keys(), whole, "Meridian was promised ten minutes");
    let mut paged = vec![];
    let mut next = String::from("/all/requests?limit=2");
    loop {
        let page = bed.get(&analyst, &next).await;
        paged.extend(page.keys());
        let Some(cursor) = page.json()["next_cursor"].as_str().map(str::to_owned) else { break };
        for (who, scope) in [(&manager, "/all"), (&analyst, "/c/harbor")] {
            assert_eq!(bed.get(who, &format!("{scope}/requests?limit=2&cursor={cursor}")).await.status, 400);
        }
        assert_eq!(bed.get(&analyst, &format!("/all/requests?mine=true&cursor={cursor}")).await.status, 400);
        next = format!("/all/requests?limit=2&cursor={cursor}");
    }
    assert_eq!(paged, whole);
    for (filter, keys) in [
        ("status=closed", vec!["HAR-R1"]),
        ("status=waiting_client,closed", vec!["HAR-R2", "HAR-R1"]),
        ("category=question", vec![]),
        ("client=meridian", vec!["MER-R1"]),
        ("client=ember", vec![]),
    ] {
        assert_eq!(bed.get(&analyst, &format!("/all/requests?{filter}")).await.keys(), keys, "{filter}");
    }
    assert_eq!(bed.get(&theirs, "/c/harbor/requests?mine=true").await.keys(), ["HAR-R5"]);
    let take = json!({"command": "assign", "assignee": "analyst-aurora"});
    assert_eq!(command(&bed, &analyst, "/c/harbor/requests/HAR-R3", take).await.status, 200);
    assert_eq!(bed.get(&analyst, "/all/requests?mine=true").await.keys(), ["HAR-R3"]);
    for wrong in ["status=asleep", "mine=perhaps", "sort=key"] {
        assert_eq!(bed.get(&analyst, &format!("/all/requests?{wrong}")).await.status, 422, "{wrong}");
    }
}

/// In every answer that anybody can read, its own apart.
#[tokio::test]
async fn what_is_written_is_told_with_that_request_alone() {
    let bed = Bed::new().await;
    bed.app.live.end();
    let places = Places::new(&bed).await;
    let (manager, analyst) = (bed.sign_in("manager@harbor.example").await, bed.sign_in("analyst@aurora.example").await);
    let key = ask(&bed, &manager, "harbor", "high").await;
    let path = format!("{REQUESTS}/{key}");
    assert_eq!(say(&bed, &analyst, &path, "internal", "zqkwritten-internal").await.status, 201);
    assert_eq!(say(&bed, &analyst, &path, "shared", "zqkwritten-answer").await.status, 201);
    let opened =
        command(&bed, &analyst, &path, json!({"command": "open_incident", "category": "malware"})).await.json();
    let incident = opened["incident"].as_str().expect("a key").to_owned();
    let mut sessions = vec![];
    for person in &PEOPLE {
        sessions.push((person.email, bed.sign_in(person.email).await));
    }
    let mut answers = 0;
    for (who, cookie) in &sessions {
        for (_, pattern) in api::doors().0.into_keys().filter(|(method, _)| method == "GET") {
            for Target { path, .. } in places.targets("GET", &pattern) {
                let path = path.replace("HAR-1001", &incident);
                let reply = bed.get(cookie, &path).await;
                assert!(!String::from_utf8_lossy(&reply.body).contains("zqkwritten"), "{path} of {who}");
                answers += usize::from(reply.status == 200);
            }
        }
    }
    assert!(answers > 100, "much is granted: {answers}");
    let told = String::from_utf8_lossy(&bed.get(&manager, &path).await.body).into_owned();
    for (text, is_told) in [
        ("zqkwritten-subject", true),
        ("zqkwritten-body", true),
        ("zqkwritten-answer", true),
        ("zqkwritten-internal", false),
    ] {
        assert_eq!(told.contains(text), is_told, "{text}");
    }
}

#[tokio::test]
async fn an_internal_message_changes_no_byte_of_the_clients() {
    let bed = Bed::new().await;
    tokio::spawn(bed.app.live.clone().watch());
    let (manager, analyst) = (bed.sign_in("manager@harbor.example").await, bed.sign_in("analyst@aurora.example").await);
    ask(&bed, &manager, "harbor", "high").await;
    let seen = async || [bed.get(&manager, FIRST).await.blind(), bed.get(&manager, REQUESTS).await.blind()];
    let before = seen().await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (_, mut to_us) = Stream::open(&bed, &analyst, "/all/events").await;
    let (_, mut to_them) = Stream::open(&bed, &manager, "/all/events").await;
    assert_eq!(say(&bed, &analyst, FIRST, "internal", "Only among us").await.status, 201);
    assert_eq!(seen().await, before);
    assert_eq!(entries(&bed.get(&analyst, FIRST).await.json()), ["message shared", "message internal"]);
    assert_eq!(say(&bed, &analyst, FIRST, "shared", "For both").await.status, 201);
    assert_ne!(seen().await, before, "a shared one is news");
    let told = |version: u64| json!({"client": "harbor", "key": "HAR-R1", "version": version, "kind": "request"});
    assert_eq!((to_us.next().await, to_us.next().await), (Some(told(1)), Some(told(2))));
    assert_eq!(to_them.next().await, Some(told(2)), "they hear of the shared one alone");
}

#[tokio::test]
async fn streams_tell_of_requests_only_whoever_may_read_them() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let lowered = json!({"added": [], "removed": ["request.read"]});
    assert_eq!(bed.patch(&admin, "/c/harbor/profiles/aurora-junior", lowered).await.status, 200);
    tokio::spawn(bed.app.live.clone().watch());
    let (manager, junior) = (bed.sign_in("manager@harbor.example").await, bed.sign_in("junior@aurora.example").await);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (_, mut stream) = Stream::open(&bed, &junior, "/all/events").await;
    ask(&bed, &manager, "harbor", "high").await;
    let note = json!({"visibility": "shared", "body": "x"});
    assert_eq!(bed.post(&manager, "/c/harbor/incidents/HAR-1001/notes", note).await.status, 201);
    assert_eq!(stream.next().await.expect("an event")["key"], "HAR-1001");
}

#[tokio::test]
async fn it_is_kept_as_records_are_exported_with_what_both_sides_read_and_ends_with_its_client() {
    let bed = Bed::new().await;
    let (manager, analyst) = (bed.sign_in("manager@harbor.example").await, bed.sign_in("analyst@aurora.example").await);
    ask(&bed, &manager, "harbor", "low").await;
    ask(&bed, &manager, "harbor", "low").await;
    assert_eq!(say(&bed, &analyst, FIRST, "internal", "zqkwritten-internal").await.status, 201);
    assert_eq!(command(&bed, &analyst, FIRST, json!({"command": "link", "incident": "HAR-1001"})).await.status, 200);
    let close = json!({"command": "close", "verdict": "benign"});
    assert_eq!(bed.command(&analyst, "/c/harbor/incidents/HAR-1001", "\"1\"", close).await.status, 200);
    let admin = bed.sign_in("admin@aurora.example").await;
    let archive = bed.post(&admin, "/c/harbor/exports", json!({"reason": "Yearly copy"})).await;
    let files = unpacked(&archive.body);
    let exported = String::from_utf8_lossy(&files["requests/00001.ndjson"]);
    assert_eq!((exported.lines().count(), exported.contains("zqkwritten-body")), (2, true));
    assert!(files.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("zqkwritten-internal")));

    bed.pass(days(25 * 31));
    let manager = bed.sign_in("manager@harbor.example").await;
    let swept = sweep(&bed.app.store, bed.app.now()).await.expect("swept");
    assert_eq!((swept.incidents, swept.requests), (1, 0), "what is open stays");
    assert_eq!(bed.get(&manager, FIRST).await.json()["incident"], Value::Null, "its incident is gone");
    assert_eq!(command(&bed, &manager, FIRST, json!({"command": "close"})).await.status, 200);
    bed.pass(days(25 * 31));
    assert_eq!(sweep(&bed.app.store, bed.app.now()).await.expect("swept").requests, 1);
    let manager = bed.sign_in("manager@harbor.example").await;
    assert_eq!(bed.get(&manager, REQUESTS).await.keys(), ["HAR-R2"]);
    assert_eq!(ask(&bed, &manager, "harbor", "low").await, "HAR-R3", "no number comes again");
    crate::offboarding::gone(&bed, "harbor").await;
    let mut read = bed.app.store.read(&Everywhere).await.expect("a reader");
    let left = sqlx::query_scalar("SELECT COUNT(*) FROM request_entries");
    assert_eq!(left.fetch_one(&mut *read).await.ok(), Some(0_i64));
}
