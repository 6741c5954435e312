//! Incidents with named readers: for everybody else there are none of them.

use crate::{
    events::Stream,
    harness::{Bed, Reply, finding},
    places::Places,
    portal::Portal,
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use tenant_api::{http::api, ingest};
use wire::session::ClientId;

/// The one that is restricted: it comes in after the others, of the kind and with the asset of a closed one.
const NEXT: u32 = 1008;
/// What reads and is not compared: streams, which never end, records, whose links stay for their chain to be whole, and where
/// providers send people back to.
const APART: [&str; 4] = ["/events", "/audit", "/head", "/oidc"];

fn address(number: u32) -> String {
    format!("/c/harbor/incidents/HAR-{number}")
}

/// Gives a command to an incident in the version that it has.
async fn command(bed: &Bed, cookie: &str, number: u32, command: Value) -> Reply {
    let version = bed.get(cookie, &address(number)).await.json()["version"].clone();
    bed.command(cookie, &address(number), &format!("\"{version}\""), command).await
}

async fn restrict(bed: &Bed, cookie: &str, number: u32, readers: &[&str]) -> Reply {
    command(bed, cookie, number, json!({"command": "restrict", "readers": readers})).await
}

async fn status(bed: &Bed, cookie: &str, number: u32) -> u16 {
    bed.get(cookie, &address(number)).await.status
}

/// What comes in of Harbor's host `harbor{n}`; the incident that it belongs to.
async fn arrive(bed: &Bed, uid: &str, n: u32) -> String {
    let body = finding(uid, &format!("harbor{n}"), 4).to_string();
    let harbor = ClientId("harbor".into());
    let answer = ingest::take(&bed.app.store, &harbor, body.as_bytes(), || bed.app.now()).await.expect("taken");
    assert_eq!(answer.accepted, 1, "{answer:?}");
    answer.incidents[0].0.clone()
}

/// Every answer of every operation that reads, wherever it is tried, and where the restricted one would be.
async fn seen(bed: &Bed, places: &Places, cookie: &str) -> BTreeMap<String, (u16, Vec<String>, String)> {
    let mut paths: BTreeSet<String> = [
        "/all/queue?same_as=HAR-1008",
        "/all/queue?same_as=HAR-1002",
        "/all/queue?sort=created&limit=200",
        "/all/queue?q=har-10",
        "/c/harbor/queue?assignee=nobody",
        "/c/harbor/incidents/HAR-1002",
        "/c/harbor/access-matrix?incident=HAR-1008",
        "/c/harbor/evidence-openings?incident=HAR-1008",
    ]
    .map(str::to_owned)
    .into();
    for (method, pattern) in api::doors().0.into_keys() {
        if method != "GET" || APART.iter().any(|apart| pattern.contains(apart)) {
            continue;
        }
        let of = places.targets(&method, &pattern).into_iter().map(|target| target.path);
        paths.extend(of.flat_map(|path| [path.replace("HAR-1001", &format!("HAR-{NEXT}")), path]));
    }
    let mut seen = BTreeMap::new();
    for path in paths {
        seen.insert(path.clone(), bed.get(cookie, &path).await.blind());
    }
    seen
}

#[tokio::test]
async fn for_everybody_else_there_is_no_such_incident() {
    let bed = Bed::new().await;
    let lead = bed.sign_in("lead@aurora.example").await;
    let mut others = vec![];
    for email in ["admin@aurora.example", "analyst@aurora.example", "junior@aurora.example", "manager@harbor.example"] {
        others.push((email, bed.sign_in(email).await));
    }
    let close = json!({"command": "close", "verdict": "false_positive", "reason": "A test"});
    assert_eq!(command(&bed, &lead, 1002, close).await.status, 200);
    let places = Places::new(&bed).await;
    let mut before = vec![];
    for (_, cookie) in &others {
        // Reading makes read: what is compared comes after.
        seen(&bed, &places, cookie).await;
        before.push(seen(&bed, &places, cookie).await);
    }
    let compare = async |when: &str| {
        for ((email, cookie), before) in others.iter().zip(&before) {
            for (path, now) in seen(&bed, &places, cookie).await {
                assert_eq!(now, before[&path], "{path} of {email}, {when}");
            }
        }
    };

    assert_eq!(arrive(&bed, "sealed-0", 1).await, format!("HAR-{NEXT}"), "of the kind of what is closed");
    assert_eq!(restrict(&bed, &lead, NEXT, &[]).await.status, 200);
    compare("restricted").await;
    assert_eq!(arrive(&bed, "sealed-1", 1).await, format!("HAR-{NEXT}"), "alerts join it as before");
    let note = json!({"visibility": "shared", "body": "A note"});
    assert_eq!(bed.post(&lead, &format!("{}/notes", address(NEXT)), note).await.status, 201);
    let opened = bed.post(&lead, &format!("{}/evidence-openings", address(NEXT)), json!({"reason": "Triage"})).await;
    assert_eq!(opened.status, 201);
    let receipt = opened.json()["receipt"]["id"].as_str().expect("an id").to_owned();
    let alert = bed.get(&lead, &format!("{}/alerts", address(NEXT))).await.items()[0]["number"].clone();
    let noise = json!({"alert": alert, "with_entity": true, "reason": "Noise"});
    let silences = format!("{}/evidence-openings/{receipt}/silences", address(NEXT));
    assert_eq!(bed.post(&lead, &silences, noise).await.status, 409, "it would act for those who see nothing of it");
    assert_eq!(bed.call(Some(&lead), "POST", &format!("{}/presence", address(NEXT)), None, &[]).await.status, 200);
    let take = json!({"command": "assign", "assignee": "lead-aurora"});
    assert_eq!(command(&bed, &lead, NEXT, take).await.status, 200);
    let offer = json!({"to": {"kind": "person", "id": "analyst-aurora"}, "rows": [{"key": format!("HAR-{NEXT}")}]});
    assert_eq!(bed.post(&lead, "/all/handovers", offer).await.field(), "rows", "to nobody who could not read it");
    compare("worked").await;
    let close = json!({"command": "close", "verdict": "true_positive"});
    assert_eq!(command(&bed, &lead, NEXT, close).await.status, 200);
    compare("closed").await;

    let portal = Portal::new(&bed).await;
    let token = portal.open(&bed).await;
    assert!(!portal.get(&bed, &token, "/all/queue?limit=200").await.keys().contains(&format!("HAR-{NEXT}")));
    assert!(bed.get(&lead, "/c/harbor/queue").await.keys().contains(&format!("HAR-{NEXT}")));
    let rows = bed.get(&lead, "/all/queue/rows?keys=HAR-1002").await.items();
    assert_eq!(rows[0]["history"]["count_30d"], json!(2), "its readers count it");
}

#[tokio::test]
async fn whoever_restricts_it_says_who_reads_it_and_stays_one_of_them() {
    let bed = Bed::new().await;
    let (lead, analyst) = (bed.sign_in("lead@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    let (admin, manager) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    let refused = restrict(&bed, &analyst, 1001, &[]).await;
    assert_eq!((refused.status, &refused.json()["capability"]), (403, &json!("incident.restrict")));
    for nobody in ["viewer-aurora", "admin-basalt", "nobody"] {
        assert_eq!(restrict(&bed, &lead, 1001, &[nobody]).await.field(), "readers", "{nobody}");
    }
    assert_eq!(command(&bed, &lead, 1001, json!({"command": "unrestrict"})).await.status, 409);
    let take = json!({"command": "assign", "assignee": "analyst-aurora"});
    assert_eq!(command(&bed, &analyst, 1001, take).await.status, 200);
    assert_eq!(restrict(&bed, &lead, 1001, &[]).await.field(), "readers", "whoever has it works it");
    let done = restrict(&bed, &lead, 1001, &["analyst-aurora", "manager-harbor"]).await.json();
    let readers = |head: &Value| -> Vec<String> {
        let readers = head["readers"].as_array().expect("a list").iter();
        readers.map(|person| person["id"].as_str().expect("an id").to_owned()).collect()
    };
    assert_eq!(readers(&done), ["analyst-aurora", "manager-harbor", "lead-aurora"], "by name");
    for (cookie, expected) in [(&lead, 200), (&analyst, 200), (&manager, 200), (&admin, 404)] {
        assert_eq!(status(&bed, cookie, 1001).await, expected);
    }
    let matrix = bed.get(&lead, "/c/harbor/access-matrix?incident=HAR-1001").await.json();
    assert_eq!(matrix["people"].as_array().map(Vec::len), Some(3));
    let mentionable = bed.get(&lead, &format!("{}/mentionable?visibility=internal", address(1001))).await.items();
    assert_eq!(mentionable.len(), 2, "colleagues who read it");
    let give = json!({"command": "assign", "assignee": "admin-aurora"});
    assert_eq!(command(&bed, &lead, 1001, give).await.field(), "assignee");
    let told = bed.get(&manager, &format!("{}/timeline?show=changes", address(1001))).await.items();
    assert_eq!((&told[0]["kind"], &told[0]["count"]), (&json!("restricted"), &json!(3)));

    assert_eq!(command(&bed, &lead, 1001, json!({"command": "unrestrict"})).await.status, 200);
    assert_eq!((status(&bed, &admin, 1001).await, status(&bed, &manager, 1001).await), (200, 200));
}

#[tokio::test]
async fn records_keep_its_links_and_tell_its_readers_alone_what_they_say() {
    let bed = Bed::new().await;
    let (lead, admin) = (bed.sign_in("lead@aurora.example").await, bed.sign_in("admin@aurora.example").await);
    let opening = format!("{}/evidence-openings", address(1001));
    assert_eq!(bed.post(&admin, &opening, json!({"reason": "Triage"})).await.status, 201);
    let links = bed.get(&admin, "/c/harbor/audit").await.items().len();
    assert_eq!(restrict(&bed, &lead, 1001, &[]).await.status, 200);
    for (cookie, is_told) in [(&lead, true), (&admin, false)] {
        let entries = bed.get(cookie, "/c/harbor/audit").await.items();
        assert_eq!(entries.len(), links + 1, "the chain is whole");
        let says = |action: &str| entries.iter().any(|entry| entry["contents"]["action"] == action);
        assert_eq!(says("incident_restricted"), is_told);
        let body = bed.get(cookie, "/c/harbor/audit").await.body;
        assert_eq!(String::from_utf8_lossy(&body).contains("HAR-1001"), is_told);
        for action in ["incident_restricted", "evidence_opened"] {
            let only = bed.get(cookie, &format!("/c/harbor/audit?action={action}")).await.items();
            assert_eq!(only.len(), usize::from(is_told), "{action}");
        }
    }
    assert!(bed.get(&admin, "/c/harbor/evidence-openings").await.items().is_empty());
    assert!(bed.get(&admin, "/c/harbor/evidence-openings?incident=HAR-1001").await.items().is_empty());

    let lifted = bed.ground.run(&["incident", "unrestrict", "--client", "harbor", "HAR-1001"]).await;
    assert_eq!(lifted, format!("{:?}", std::process::ExitCode::SUCCESS));
    let again = bed.ground.run(&["incident", "unrestrict", "--client", "harbor", "HAR-1001"]).await;
    assert_ne!(again, lifted, "it is restricted no more");
    assert_eq!(status(&bed, &admin, 1001).await, 200);
    let lifted = bed.get(&admin, "/c/harbor/audit?action=incident_unrestricted").await.items();
    assert_eq!((lifted.len(), &lifted[0]["contents"]["actor"]), (1, &json!("command_line")));
    assert_eq!(bed.get(&admin, "/c/harbor/evidence-openings").await.items().len(), 1);
}

#[tokio::test]
async fn a_search_finds_it_for_its_readers_and_no_record_tells_of_it() {
    let bed = Bed::new().await;
    let (lead, analyst) = (bed.sign_in("lead@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    assert_eq!(restrict(&bed, &lead, 1001, &[]).await.status, 200);
    for (cookie, expected) in [(&lead, vec!["HAR-1001"]), (&analyst, vec![])] {
        let sought = json!({"kind": "host", "value": "canary-harbor0", "reason": "Seen in a report"});
        assert_eq!(bed.post(cookie, "/c/harbor/evidence-searches", sought).await.keys(), expected);
    }
    let records = bed.get(&lead, "/c/harbor/evidence-searches/records").await.items();
    assert_eq!(records.len(), 2);
    for record in records {
        assert_eq!((&record["incidents"], &record["value"]), (&json!(0), &Value::Null));
    }
}

#[tokio::test]
async fn a_request_about_it_names_it_to_its_readers_alone() {
    let bed = Bed::new().await;
    let (lead, analyst) = (bed.sign_in("lead@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    let manager = bed.sign_in("manager@harbor.example").await;
    let asked = json!({"category": "question", "criticality": "low", "subject": "What is it?", "body": "Tell us"});
    let made = bed.post(&manager, "/c/harbor/requests", asked).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    let path = format!("/c/harbor/requests/{}", made.json()["row"]["key"].as_str().expect("a key"));
    let link = json!({"command": "link", "incident": "HAR-1001"});
    assert_eq!(bed.command(&lead, &path, "\"1\"", link.clone()).await.status, 200);
    assert_eq!(restrict(&bed, &lead, 1001, &[]).await.status, 200);
    for (cookie, is_told) in [(&lead, true), (&analyst, false), (&manager, false)] {
        let reply = bed.get(cookie, &path).await;
        assert_eq!(String::from_utf8_lossy(&reply.body).contains("HAR-1001"), is_told);
        let conversation = reply.json()["conversation"].as_array().expect("entries").clone();
        assert_eq!(conversation.iter().any(|entry| entry["kind"] == "linked"), is_told);
    }
    let refused = bed.command(&analyst, &path, "\"2\"", link).await;
    assert_eq!(refused.field(), "incident", "as if it had never been");
}

/// The next that a stream tells, and its id, if it has one.
async fn told(stream: &mut Stream) -> (Option<String>, Value) {
    loop {
        let frame = tokio::time::timeout(Duration::from_secs(5), stream.frame()).await;
        if let (id, Some(data)) = frame.expect("something is told in time").expect("it goes on") {
            return (id, data["key"].clone());
        }
    }
}

#[tokio::test]
async fn streams_tell_its_readers_alone_and_nobody_else_counts_it() {
    let bed = Bed::new().await;
    tokio::spawn(bed.app.live.clone().watch());
    let (lead, analyst) = (bed.sign_in("lead@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    let prioritise = json!({"command": "set_priority", "priority": "high"});
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (_, mut to_readers) = Stream::open(&bed, &lead, "/all/events").await;
    let (_, mut to_others) = Stream::open(&bed, &analyst, "/all/events").await;
    assert_eq!(restrict(&bed, &lead, 1001, &[]).await.status, 200);
    let (id, key) = told(&mut to_others).await;
    assert!(id.is_some() && key == "HAR-1001", "whoever saw it is told this once: it leaves their screen");
    assert_eq!(command(&bed, &lead, 1001, prioritise.clone()).await.status, 200);
    assert_eq!(command(&bed, &lead, 1002, prioritise.clone()).await.status, 200);
    assert_eq!(told(&mut to_others).await.1, "HAR-1002");
    let mut heard = vec![];
    for _ in 0..4 {
        let (id, key) = told(&mut to_readers).await;
        heard.push((id.is_some(), key));
    }
    let expected = [(true, "HAR-1001"), (false, "HAR-1001"), (false, "HAR-1001"), (true, "HAR-1002")];
    assert_eq!(heard, expected.map(|(has_id, key)| (has_id, json!(key))));

    // Away for a while, a reader is told what nobody else can go on from.
    assert_eq!(command(&bed, &lead, 1003, prioritise.clone()).await.status, 200);
    let (last, _) = told(&mut to_readers).await;
    let last = last.expect("an id");
    drop(to_readers);
    assert_eq!(command(&bed, &lead, 1001, json!({"command": "set_priority", "priority": "low"})).await.status, 200);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (_, mut again) = Stream::resume(&bed, &lead, "/all/events", &last).await;
    assert_eq!(told(&mut again).await, (None, json!("HAR-1001")));
}

#[tokio::test]
async fn what_was_merged_before_is_restricted_along() {
    let bed = Bed::new().await;
    let (lead, analyst) = (bed.sign_in("lead@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    let merge = |into: &str| json!({"command": "merge", "into": into});
    assert_eq!(command(&bed, &analyst, 1003, merge("HAR-1002")).await.status, 200);
    assert_eq!(command(&bed, &analyst, 1002, merge("HAR-1001")).await.status, 200);
    assert_eq!(restrict(&bed, &lead, 1001, &[]).await.status, 200);
    for number in [1001, 1002, 1003] {
        let seen = (status(&bed, &lead, number).await, status(&bed, &analyst, number).await);
        assert_eq!(seen, (200, 404), "{number}");
    }
}

#[tokio::test]
async fn it_is_restricted_once_no_silence_of_it_acts() {
    let bed = Bed::new().await;
    let lead = bed.sign_in("lead@aurora.example").await;
    let opened = bed.post(&lead, &format!("{}/evidence-openings", address(1001)), json!({"reason": "Triage"})).await;
    let receipt = opened.json()["receipt"]["id"].as_str().expect("an id").to_owned();
    let alert = bed.get(&lead, &format!("{}/alerts", address(1001))).await.items()[0]["number"].clone();
    let silences = format!("{}/evidence-openings/{receipt}/silences", address(1001));
    let noise = json!({"alert": alert, "with_entity": true, "reason": "Noise", "expires_in_days": 1});
    assert_eq!(bed.post(&lead, &silences, noise).await.status, 201);
    assert_eq!(restrict(&bed, &lead, 1001, &[]).await.status, 409, "nobody else could end it");
    bed.pass(SignedDuration::from_hours(25));
    let lead = bed.sign_in("lead@aurora.example").await;
    assert_eq!(restrict(&bed, &lead, 1001, &[]).await.status, 200);
}

#[tokio::test]
async fn a_merge_keeps_the_stricter_access() {
    let bed = Bed::new().await;
    let (lead, analyst) = (bed.sign_in("lead@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    let junior = bed.sign_in("junior@aurora.example").await;
    let there = async |cookie: &str| {
        let mut there = vec![];
        for number in [1001, 1002, 1003] {
            there.push(status(&bed, cookie, number).await);
        }
        there
    };
    assert_eq!(restrict(&bed, &lead, 1001, &["analyst-aurora"]).await.status, 200);
    let merge = |into: &str| json!({"command": "merge", "into": into});
    assert_eq!(command(&bed, &junior, 1002, merge("HAR-1001")).await.field(), "into", "as if it had never been");
    assert_eq!(command(&bed, &analyst, 1001, merge("HAR-1002")).await.status, 200);
    assert_eq!(there(&junior).await, [404, 404, 200], "what its alerts came to has its readers");
    assert_eq!(there(&lead).await, [200; 3]);
    assert_eq!(command(&bed, &analyst, 1001, json!({"command": "unmerge"})).await.status, 200);
    assert_eq!(there(&junior).await, [404, 200, 200], "both are what they were");
    let kinds = bed.get(&junior, &format!("{}/timeline?show=changes", address(1002))).await.items();
    assert!(kinds.is_empty(), "and nothing tells of the other: {kinds:?}");

    assert_eq!(command(&bed, &analyst, 1003, merge("HAR-1001")).await.status, 200);
    assert_eq!(there(&junior).await, [404, 200, 404], "also the one that is closed");
    let alerts = bed.get(&lead, &format!("{}/alerts", address(1001))).await.items();
    let split = json!({"command": "split", "alerts": [alerts[0]["number"]]});
    assert_eq!(command(&bed, &lead, 1001, split).await.status, 200);
    assert_eq!(
        (status(&bed, &lead, NEXT).await, status(&bed, &junior, NEXT).await),
        (200, 404),
        "and what is split off"
    );
}
