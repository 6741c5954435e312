//! One command over many rows: each told by itself, done with its maker's rights, agreed to, undone, and gone on with after a
//! process was killed.

use crate::harness::{Bed, Reply, finding};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::time::Duration;
use tenant_api::{ingest, store::Everywhere};
use wire::session::ClientId;

const BULK: &str = "/all/queue/bulk";

/// Rows in the version that nobody has changed.
fn rows(keys: &[&str]) -> Value {
    let rows: Vec<_> = keys.iter().map(|key| json!({"key": key, "version": 1})).collect();
    json!({"kind": "rows", "rows": rows})
}

fn matching(filter: &Value) -> Value {
    json!({"kind": "matching", "filter": filter, "as_of": crate::harness::NOW})
}

fn priority() -> Value {
    json!({"command": "set_priority", "priority": "low"})
}

fn note() -> Value {
    json!({"command": "add_note", "visibility": "shared", "body": "For all of you"})
}

fn seconds(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}

async fn begin(bed: &Bed, cookie: &str, what: Value, over: Value) -> Value {
    let begun = bed.post(cookie, BULK, json!({"what": what, "over": over})).await;
    assert_eq!(begun.status, 201, "{:?}", begun.body);
    begun.json()
}

fn path(bulk: &Value) -> String {
    format!("{BULK}/{}", bulk["id"].as_str().expect("an id"))
}

async fn undo(bed: &Bed, cookie: &str, bulk: &Value) -> Reply {
    bed.call(Some(cookie), "POST", &format!("{}/undo", path(bulk)), None, &[]).await
}

async fn agree(bed: &Bed, cookie: &str, bulk: &Value, agree: bool) -> Reply {
    bed.post(cookie, &format!("{}/agreement", path(bulk)), json!({"agree": agree})).await
}

/// Everything that can be done is done.
pub(crate) async fn worked(bed: &Bed) {
    while bed.app.bulks.round().await.expect("a round") {}
}

/// The bulk as it stands then.
async fn told(bed: &Bed, cookie: &str, bulk: &Value) -> Value {
    let reply = bed.get(cookie, &path(bulk)).await;
    assert_eq!(reply.status, 200);
    reply.json()
}

async fn after_work(bed: &Bed, cookie: &str, bulk: &Value) -> Value {
    worked(bed).await;
    told(bed, cookie, bulk).await
}

/// How it stands: its state, and how many rows were done and left.
fn stands(bulk: &Value) -> (String, u64, u64) {
    let count = |name: &str| bulk[name].as_u64().expect("a count");
    (bulk["state"].as_str().expect("a state").to_owned(), count("done"), count("failed"))
}

fn problems(bulk: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let failures = bulk["failures"].as_array().expect("a list").iter();
    failures.map(|failure| (text(&failure["key"]), text(&failure["problem"]))).collect()
}

async fn head(bed: &Bed, cookie: &str, key: &str) -> Value {
    let client = match &key[..3] {
        "HAR" => "harbor",
        "MER" => "meridian",
        _ => "cedar",
    };
    let head = bed.get(cookie, &format!("/c/{client}/incidents/{key}")).await;
    assert_eq!(head.status, 200, "{key}");
    head.json()
}

/// What commands change of an incident, without what tells when and how often.
async fn core(bed: &Bed, cookie: &str, key: &str) -> Value {
    let head = head(bed, cookie, key).await;
    json!([
        head["status"],
        head["hold_reason"],
        head["priority"],
        head["verdict"],
        head["assignee"],
        head["breach_at"],
        head["paused"],
        head["breached"],
        head["clocks"]
    ])
}

async fn kinds(bed: &Bed, cookie: &str, key: &str) -> Vec<String> {
    let timeline = bed.get(cookie, &format!("/c/harbor/incidents/{key}/timeline")).await.items();
    timeline.iter().map(|entry| entry["kind"].as_str().expect("a kind").to_owned()).collect()
}

/// Takes a capability away from Aurora's analysts in one client.
async fn without(bed: &Bed, client: &str, capability: &str) {
    let admin = bed.sign_in("admin@aurora.example").await;
    let change = json!({"added": [], "removed": [capability]});
    let path = format!("/c/{client}/profiles/aurora-analyst");
    assert_eq!(bed.patch(&admin, &path, change).await.status, 200);
}

#[tokio::test]
async fn where_one_client_refuses_the_others_are_done_and_undone() {
    let bed = Bed::new().await;
    without(&bed, "meridian", "incident.set_status").await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let keys = ["HAR-1001", "HAR-1002", "CED-1001", "MER-1001", "EMB-1001", "HAR-9999", "nothing"];
    let mut before = vec![];
    for key in &keys[..4] {
        before.push(core(&bed, &cookie, key).await);
    }
    bed.pass(seconds(60));
    let hold = json!({"command": "set_status", "status": "on_hold", "hold_reason": "awaiting_client"});
    let bulk = begin(&bed, &cookie, hold, rows(&keys)).await;
    assert_eq!((stands(&bulk), &bulk["total"]), (("running".into(), 0, 2), &json!(7)));
    assert_eq!(core(&bed, &cookie, "HAR-1001").await, before[0], "it is answered before anything is done");
    let done = after_work(&bed, &cookie, &bulk).await;
    assert_eq!(stands(&done), ("done".into(), 3, 4));
    let left = [("EMB-1001", "missing"), ("nothing", "missing"), ("HAR-9999", "missing"), ("MER-1001", "capability")];
    assert_eq!(problems(&done), left.map(|(key, problem)| (key.to_owned(), problem.to_owned())));
    assert_eq!(done["failures"][3]["capability"], "incident.set_status");
    let counts = json!([
        {"client": "cedar", "total": 1, "done": 1, "failed": 0},
        {"client": "harbor", "total": 3, "done": 2, "failed": 1},
        {"client": "meridian", "total": 1, "done": 0, "failed": 1},
    ]);
    assert_eq!(done["clients"], counts);
    for (key, version) in [("HAR-1001", 2), ("CED-1001", 2), ("MER-1001", 1)] {
        assert_eq!(head(&bed, &cookie, key).await["version"], version, "{key}");
    }
    assert_eq!(head(&bed, &cookie, "HAR-1002").await["paused"], true);

    bed.pass(seconds(30));
    assert_eq!(undo(&bed, &cookie, &bulk).await.json()["state"], "undoing");
    bed.pass(seconds(30));
    let undone = after_work(&bed, &cookie, &bulk).await;
    assert_eq!((stands(&undone), &undone["undo_until"]), (("undone".into(), 0, 4), &Value::Null));
    for (key, before) in keys.iter().zip(before) {
        assert_eq!(core(&bed, &cookie, key).await, before, "{key} is what it was, its clocks too");
    }
    assert_eq!(head(&bed, &cookie, "HAR-1001").await["version"], 3);
    assert_eq!(kinds(&bed, &cookie, "HAR-1001").await, ["undone", "status_set", "created"]);
    assert_eq!(kinds(&bed, &cookie, "HAR-1003").await, ["created"]);
    assert_eq!(undo(&bed, &cookie, &bulk).await.status, 200, "again is the same");
}

#[tokio::test]
async fn what_people_changed_stays_as_they_left_it() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let command = async |key: &str, version: &str, command: Value| {
        let reply = bed.command(&cookie, &format!("/c/harbor/incidents/{key}"), version, command).await;
        assert_eq!(reply.status, 200);
    };
    command("HAR-1001", "\"1\"", json!({"command": "set_priority", "priority": "high"})).await;
    command("HAR-1002", "\"1\"", json!({"command": "close", "verdict": "benign"})).await;
    let mut over = rows(&["HAR-1001", "HAR-1003", "HAR-1004", "HAR-1005"]);
    over["rows"].as_array_mut().expect("rows").push(json!({"key": "HAR-1002", "version": 2}));
    let nobody = json!({"command": "assign", "assignee": "analyst-harbor"});
    let bulk = begin(&bed, &cookie, nobody, over).await;
    let done = after_work(&bed, &cookie, &bulk).await;
    assert_eq!(stands(&done), ("done".into(), 3, 2));
    let named =
        |left: &[(&str, &str)]| left.iter().map(|(k, p)| ((*k).to_owned(), (*p).to_owned())).collect::<Vec<_>>();
    assert_eq!(problems(&done), named(&[("HAR-1001", "changed"), ("HAR-1002", "state")]));
    assert_eq!(head(&bed, &cookie, "HAR-1001").await["assignee"], Value::Null);

    command("HAR-1003", "\"2\"", json!({"command": "set_priority", "priority": "high"})).await;
    // A worse alert is nobody's change, and what it raised is not taken back.
    let worse = finding("worse", "harbor3", 6).to_string();
    ingest::take(&bed.app.store, &ClientId("harbor".into()), worse.as_bytes(), || bed.app.now()).await.expect("taken");
    undo(&bed, &cookie, &bulk).await;
    let undone = after_work(&bed, &cookie, &bulk).await;
    assert_eq!(stands(&undone), ("undone".into(), 0, 4));
    let left = [("HAR-1001", "changed"), ("HAR-1002", "state"), ("HAR-1003", "changed"), ("HAR-1004", "changed")];
    assert_eq!(problems(&undone), named(&left));
    assert_eq!(head(&bed, &cookie, "HAR-1003").await["assignee"]["id"], "analyst-harbor");
    assert_eq!(head(&bed, &cookie, "HAR-1005").await["assignee"], Value::Null);
    assert_eq!(head(&bed, &cookie, "HAR-1005").await["status"], "new");
}

#[tokio::test]
async fn rights_count_when_a_row_is_done() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let bulk = begin(&bed, &cookie, priority(), rows(&["HAR-1001", "CED-1001", "MER-1001"])).await;
    without(&bed, "harbor", "incident.set_priority").await;
    without(&bed, "cedar", "incident.read").await;
    without(&bed, "meridian", "queue.read").await;
    worked(&bed).await;
    let done = told(&bed, &cookie, &bulk).await;
    let said: Vec<_> =
        done["failures"].as_array().expect("a list").iter().map(|left| left["capability"].clone()).collect();
    assert_eq!(
        (stands(&done), said),
        (("done".into(), 0, 2), vec![json!("incident.read"), json!("incident.set_priority")])
    );
    assert_eq!(done["total"], 2, "of a client that its maker does not see any more there is nothing");
    let problem: String = sqlx::query_scalar("SELECT outcome FROM bulk_rows WHERE client_id = 'meridian'")
        .fetch_one(&mut *bed.app.store.read(&Everywhere).await.expect("a reader"))
        .await
        .expect("a row");
    assert_eq!(problem, "missing");

    let other = bed.sign_in("lead@aurora.example").await;
    let bulk = begin(&bed, &other, priority(), rows(&["HAR-1002"])).await;
    let admin = bed.sign_in("admin@aurora.example").await;
    assert_eq!(bed.patch(&admin, "/users/lead-aurora", json!({"command": "suspend"})).await.status, 200);
    worked(&bed).await;
    assert_eq!(bed.patch(&admin, "/users/lead-aurora", json!({"command": "restore"})).await.status, 200);
    let other = bed.sign_in("lead@aurora.example").await;
    assert_eq!(problems(&told(&bed, &other, &bulk).await), [("HAR-1002".to_owned(), "missing".to_owned())]);
}

#[tokio::test]
async fn what_matches_is_what_was_there_and_more_than_a_thousand_need_two() {
    let bed = Bed::new().await;
    let many: Vec<Value> = (0..1001).map(|n| finding(&format!("many-{n}"), &format!("host{n}"), 3)).collect();
    let cedar = ClientId("cedar".into());
    ingest::take(&bed.app.store, &cedar, json!(many).to_string().as_bytes(), || bed.app.now()).await.expect("taken");
    let cookie = bed.sign_in("analyst@aurora.example").await;
    bed.pass(seconds(5));
    let later = finding("later", "laterhost", 3).to_string();
    ingest::take(&bed.app.store, &cedar, later.as_bytes(), || bed.app.now()).await.expect("taken");

    let few = begin(&bed, &cookie, priority(), matching(&json!({"client": "harbor,ember", "severity": "low"}))).await;
    assert_eq!((&few["total"], &few["state"]), (&json!(1), &json!("running")), "of another MSP's client nothing");
    let bulk = begin(&bed, &cookie, priority(), matching(&json!({"client": "cedar", "severity": "medium"}))).await;
    assert_eq!((&bulk["state"], &bulk["may_agree"]), (&json!("awaiting_agreement"), &json!(false)));
    assert_eq!(bulk["total"], 1002, "what came after it was seen is not among them");
    worked(&bed).await;
    assert_eq!(stands(&told(&bed, &cookie, &bulk).await), ("awaiting_agreement".into(), 0, 0));
    assert_eq!(agree(&bed, &cookie, &bulk, true).await.problem(), "conflict", "not its maker");

    without(&bed, "cedar", "incident.close").await;
    let (junior, lead) = (bed.sign_in("junior@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    assert_eq!(bed.get(&lead, BULK).await.items()[0]["may_agree"], true);
    // Whoever may not set a priority there does not learn of it.
    let admin = bed.sign_in("admin@aurora.example").await;
    let removed = json!({"added": [], "removed": ["incident.set_priority"]});
    assert_eq!(bed.patch(&admin, "/c/cedar/profiles/aurora-junior", removed).await.status, 200);
    let never = bed.get(&junior, &format!("{BULK}/{}", "0".repeat(32))).await.blind();
    assert_eq!(bed.get(&junior, &path(&bulk)).await.blind(), never);
    assert_eq!(agree(&bed, &junior, &bulk, true).await.blind(), never);
    assert_eq!(bed.get(&junior, BULK).await.items(), Vec::<Value>::new());

    assert_eq!(agree(&bed, &lead, &bulk, true).await.json()["state"], "running");
    assert_eq!(agree(&bed, &lead, &bulk, true).await.status, 409, "once");
    let done = after_work(&bed, &lead, &bulk).await;
    assert_eq!((stands(&done), &done["may_agree"]), (("done".into(), 1002, 0), &json!(false)));
    assert_eq!(undo(&bed, &lead, &bulk).await.status, 404, "its maker's alone");

    let declined = begin(&bed, &cookie, priority(), matching(&json!({"client": "cedar"}))).await;
    assert_eq!(agree(&bed, &lead, &declined, false).await.json()["state"], "declined");
    let taken_back = begin(&bed, &cookie, priority(), matching(&json!({"client": "cedar"}))).await;
    assert_eq!(undo(&bed, &cookie, &taken_back).await.json()["state"], "undone");
    assert_eq!(agree(&bed, &lead, &taken_back, true).await.status, 409);
    worked(&bed).await;
    assert_eq!(stands(&told(&bed, &cookie, &declined).await), ("declined".into(), 0, 0));
    let begun = bed.audited("cedar").await.into_iter().filter(|action| action.starts_with("bulk")).collect::<Vec<_>>();
    assert_eq!(begun, ["bulk_begun"], "what nobody agreed to was not begun");
}

#[tokio::test]
async fn a_note_waits_until_it_can_no_longer_be_taken_back() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let notes = async |key: &str| bed.get(&cookie, &format!("/c/harbor/incidents/{key}/notes")).await.items().len();
    let (kept, cancelled) = (
        begin(&bed, &cookie, note(), rows(&["HAR-1001", "HAR-1002"])).await,
        begin(&bed, &cookie, note(), rows(&["HAR-1003"])).await,
    );
    assert_eq!(kept["state"], "waiting");
    bed.pass(seconds(29));
    worked(&bed).await;
    assert_eq!(
        (notes("HAR-1001").await, undo(&bed, &cookie, &cancelled).await.json()["state"].clone()),
        (0, json!("undone"))
    );
    bed.pass(seconds(1));
    assert_eq!(undo(&bed, &cookie, &kept).await.status, 409, "it may be written at any moment");
    let done = after_work(&bed, &cookie, &kept).await;
    assert_eq!((stands(&done), &done["undo_until"]), (("done".into(), 2, 0), &Value::Null));
    assert_eq!((notes("HAR-1001").await, notes("HAR-1003").await), (1, 0));
    assert_eq!(undo(&bed, &cookie, &kept).await.status, 409);
    // A client's own people write none that their client does not read.
    let theirs = bed.sign_in("analyst@harbor.example").await;
    let internal = json!({"command": "add_note", "visibility": "internal", "body": "Among us"});
    let bulk = begin(&bed, &theirs, internal, rows(&["HAR-1001"])).await;
    bed.pass(seconds(30));
    assert_eq!(problems(&after_work(&bed, &theirs, &bulk).await), [("HAR-1001".to_owned(), "capability".to_owned())]);
}

#[tokio::test]
async fn killed_in_the_middle_it_says_what_was_done_and_goes_on() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let bulk = begin(&bed, &cookie, priority(), matching(&json!({"client": "cedar,harbor,meridian"}))).await;
    assert_eq!(bulk["total"], 15);
    assert!(bed.app.bulks.round().await.expect("a batch"), "of Cedar");
    let again = bed.another_process().await;
    drop(bed);
    let bed = again;
    assert_eq!(stands(&told(&bed, &cookie, &bulk).await), ("running".into(), 3, 0));
    assert_eq!(head(&bed, &cookie, "CED-1001").await["version"], 2);
    assert_eq!(head(&bed, &cookie, "HAR-1001").await["version"], 1);
    assert!(!bed.app.bulks.round().await.expect("nothing"), "the other could still be at it");
    bed.pass(seconds(16));
    assert!(bed.app.bulks.round().await.expect("a batch"), "of Harbor");
    // And the one that goes on is killed while it undoes.
    undo(&bed, &cookie, &bulk).await;
    assert!(bed.app.bulks.round().await.expect("a batch"));
    let again = bed.another_process().await;
    drop(bed);
    let bed = again;
    assert_eq!(stands(&told(&bed, &cookie, &bulk).await), ("undoing".into(), 7, 0));
    bed.pass(seconds(16));
    assert_eq!(stands(&after_work(&bed, &cookie, &bulk).await), ("undone".into(), 0, 0));
    for (key, version) in [("CED-1001", 3), ("HAR-1001", 3), ("MER-1001", 1)] {
        assert_eq!(head(&bed, &cookie, key).await["version"], version, "{key}");
    }
}

#[tokio::test]
async fn two_processes_do_each_row_once() {
    let bed = Bed::new().await;
    let other = bed.another_process().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let bulk = begin(&bed, &cookie, priority(), matching(&json!({}))).await;
    let total = bulk["total"].as_u64().expect("a count");
    tokio::join!(worked(&bed), worked(&other));
    assert_eq!(stands(&told(&other, &cookie, &bulk).await), ("done".into(), total, 0));
    let versions: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM changes")
        .fetch_one(&mut *bed.app.store.read(&Everywhere).await.expect("a reader"))
        .await
        .expect("a count");
    assert_eq!(u64::try_from(versions), Ok(total));
}

#[tokio::test]
async fn a_process_begins_as_soon_as_it_is_asked() {
    let bed = Bed::new().await;
    let working = tokio::spawn(bed.app.bulks.clone().run());
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let bulk = begin(&bed, &cookie, priority(), rows(&["HAR-1001", "CED-1001"])).await;
    for _ in 0..100 {
        if told(&bed, &cookie, &bulk).await["state"] == "done" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    working.abort();
    assert_eq!(stands(&told(&bed, &cookie, &bulk).await), ("done".into(), 2, 0));
}

#[tokio::test]
async fn a_row_that_the_store_fails_at_is_left_and_the_others_are_done() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let bulk = begin(&bed, &cookie, priority(), rows(&["HAR-1001", "HAR-1002", "HAR-1003"])).await;
    // Its history has this version already.
    let mut write = bed.app.store.write(&Everywhere).await.expect("the writer");
    sqlx::query("INSERT INTO changes (client_id, number, version, at, what) VALUES ('harbor', 1002, 2, 0, '{\"kind\":\"undone\"}')")
        .execute(&mut *write)
        .await
        .expect("written");
    write.commit().await.expect("committed");
    let done = after_work(&bed, &cookie, &bulk).await;
    assert_eq!(stands(&done), ("done".into(), 2, 1));
    assert_eq!(problems(&done), [("HAR-1002".to_owned(), "failed".to_owned())]);
    assert_eq!(head(&bed, &cookie, "HAR-1002").await["version"], 1);
}

#[tokio::test]
async fn it_is_its_makers_in_the_scope_it_was_made_in_and_not_for_ever() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let bulk = begin(&bed, &cookie, priority(), rows(&["HAR-1001"])).await;
    let id = bulk["id"].as_str().expect("an id");
    let never = bed.get(&cookie, &format!("{BULK}/{}", "0".repeat(32))).await.blind();
    assert_eq!(never.0, 404);
    for scope in ["/c/harbor", "/g/gold"] {
        assert_eq!(bed.get(&cookie, &format!("{scope}/queue/bulk/{id}")).await.blind(), never, "{scope}");
        assert_eq!(bed.get(&cookie, &format!("{scope}/queue/bulk")).await.items(), Vec::<Value>::new());
    }
    for email in ["lead@aurora.example", "analyst@harbor.example", "admin@basalt.example"] {
        let theirs = bed.sign_in(email).await;
        assert_eq!(bed.get(&theirs, &path(&bulk)).await.blind(), never, "{email}");
        assert_eq!(undo(&bed, &theirs, &bulk).await.blind(), never, "{email}");
        assert_eq!(agree(&bed, &theirs, &bulk, true).await.blind(), never, "{email}");
        assert_eq!(bed.get(&theirs, BULK).await.items(), Vec::<Value>::new(), "{email}");
    }
    let outside = json!({"what": priority(), "over": rows(&["HAR-1002", "CED-1001"])});
    let gold = bed.post(&cookie, "/g/gold/queue/bulk", outside).await.json();
    assert_eq!(
        (stands(&gold), problems(&gold)),
        (("running".into(), 0, 1), vec![("CED-1001".into(), "missing".into())])
    );
    worked(&bed).await;
    assert_eq!(head(&bed, &cookie, "CED-1001").await["version"], 1);
    assert_eq!(bed.get(&cookie, BULK).await.items()[0]["id"], bulk["id"]);
    bed.pass(seconds(31));
    assert_eq!(undo(&bed, &cookie, &bulk).await.problem(), "conflict", "half a minute");
    bed.pass(SignedDuration::from_hours(1));
    let cookie = bed.sign_in("analyst@aurora.example").await;
    assert_eq!(bed.get(&cookie, BULK).await.items(), Vec::<Value>::new());
    assert_eq!(bed.get(&cookie, &path(&bulk)).await.status, 200);
    bed.pass(SignedDuration::from_hours(23));
    tenant_api::store::bulk::forget(&bed.app.store, bed.app.now()).await.expect("done");
    let cookie = bed.sign_in("analyst@aurora.example").await;
    assert_eq!(bed.get(&cookie, &path(&bulk)).await.status, 404);
}

#[tokio::test]
async fn it_is_on_record_in_each_client_with_its_own_rows_alone() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let bulk = begin(&bed, &cookie, priority(), rows(&["HAR-1001", "HAR-1002", "CED-1001"])).await;
    worked(&bed).await;
    undo(&bed, &cookie, &bulk).await;
    undo(&bed, &cookie, &bulk).await;
    worked(&bed).await;
    let manager = bed.sign_in("manager@harbor.example").await;
    let entries = bed.get(&manager, "/c/harbor/audit?action=bulk_begun,bulk_undone").await.items();
    let told: Vec<_> =
        entries.iter().map(|entry| [&entry["contents"]["action"], &entry["contents"]["detail"]]).collect();
    let detail = json!("set_priority: 2 incidents");
    assert_eq!(told, [[&json!("bulk_undone"), &detail], [&json!("bulk_begun"), &detail]]);
    assert!(bed.ground.run(&["audit", "verify"]).await.contains("(0)"));
}

#[tokio::test]
async fn what_can_be_done_to_no_incident_is_refused_at_once() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let before = bed.state().await;
    let too_many: Vec<String> = (0..1001).map(|n| format!("HAR-{n}")).collect();
    let too_many: Vec<&str> = too_many.iter().map(String::as_str).collect();
    for (what, over, field) in [
        (json!({"command": "close", "verdict": "false_positive"}), rows(&["HAR-1001"]), "reason"),
        (json!({"command": "set_status", "status": "closed"}), rows(&["HAR-1001"]), "status"),
        (json!({"command": "set_status", "status": "on_hold"}), rows(&["HAR-1001"]), "hold_reason"),
        (json!({"command": "set_priority", "priority": "dire"}), rows(&["HAR-1001"]), "priority"),
        (json!({"command": "reopen", "reason": " "}), rows(&["HAR-1001"]), "reason"),
        (json!({"command": "add_note", "visibility": "shared", "body": " "}), rows(&["HAR-1001"]), "body"),
        (json!({"command": "add_note", "visibility": "loud", "body": "x"}), rows(&["HAR-1001"]), "visibility"),
        (priority(), rows(&[]), "over.rows"),
        (priority(), rows(&["HAR-1001", "HAR-1001"]), "over.rows"),
        (priority(), rows(&too_many), "over.rows"),
        (priority(), matching(&json!({"client": "nowhere"})), "over.filter"),
        (priority(), matching(&json!({"client": "ember"})), "over.filter"),
        (priority(), matching(&json!({"colour": "red"})), "query"),
        (priority(), json!({"kind": "matching", "filter": {}, "as_of": "now"}), "over.as_of"),
    ] {
        let reply = bed.post(&cookie, BULK, json!({"what": what, "over": over})).await;
        assert_eq!(reply.field(), field, "{what} {over}");
    }
    assert_eq!(bed.state().await, before);
    for _ in 0..50 {
        begin(&bed, &cookie, priority(), rows(&["HAR-1001"])).await;
    }
    let begun = json!({"what": priority(), "over": rows(&["HAR-1001"])});
    assert_eq!(bed.post(&cookie, BULK, begun.clone()).await.problem(), "conflict", "enough for one person");
    worked(&bed).await;
    assert_eq!(bed.post(&cookie, BULK, begun).await.status, 201);
}
