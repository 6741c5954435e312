//! Alerts that move from one incident of a client to another, and back.

use crate::harness::{Bed, Reply, finding, now};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tenant_api::{ingest, store::Everywhere};
use wire::session::ClientId;

fn address(number: u32) -> String {
    format!("/c/harbor/incidents/HAR-{number}")
}

async fn head(bed: &Bed, cookie: &str, number: u32) -> Value {
    bed.get(cookie, &address(number)).await.json()
}

/// Gives a command to an incident in the version that it has.
async fn command(bed: &Bed, cookie: &str, number: u32, command: Value) -> Reply {
    let version = head(bed, cookie, number).await["version"].clone();
    bed.command(cookie, &address(number), &format!("\"{version}\""), command).await
}

async fn merge(bed: &Bed, cookie: &str, number: u32, into: &str) -> Reply {
    command(bed, cookie, number, json!({"command": "merge", "into": into})).await
}

/// What comes in of Harbor's host `harbor{n}`; the incident that it belongs to.
async fn arrive(bed: &Bed, uid: &str, n: u32, severity: u8) -> String {
    let body = finding(uid, &format!("harbor{n}"), severity).to_string();
    let harbor = ClientId("harbor".into());
    let answer = ingest::take(&bed.app.store, &harbor, body.as_bytes(), || bed.app.now()).await.expect("taken");
    assert_eq!(answer.accepted, 1, "{answer:?}");
    answer.incidents[0].0.clone()
}

async fn alerts(bed: &Bed, cookie: &str, number: u32) -> Vec<u64> {
    let items = bed.get(cookie, &format!("{}/alerts", address(number))).await.items();
    items.iter().map(|item| item["number"].as_u64().expect("a number")).collect()
}

async fn kinds(bed: &Bed, cookie: &str, number: u32) -> Vec<String> {
    let items = bed.get(cookie, &format!("{}/timeline", address(number))).await.items();
    items.iter().map(|entry| entry["kind"].as_str().expect("a kind").to_owned()).collect()
}

/// Which hosts the evidence of an incident is about.
async fn hosts(bed: &Bed, cookie: &str, number: u32) -> Vec<String> {
    let opening = format!("{}/evidence-openings", address(number));
    let opened = bed.post(cookie, &opening, json!({"reason": "Triage"})).await.json();
    let findings = opened["evidence"]["findings"].as_array().expect("findings").clone();
    let host = |finding: &Value| {
        let record: Value = serde_json::from_str(finding["record"].as_str().expect("a record")).expect("JSON");
        record["device"]["hostname"].as_str().expect("a host").to_owned()
    };
    findings.iter().map(host).collect()
}

/// A head without what every change moves.
async fn lasting(bed: &Bed, cookie: &str, number: u32) -> Value {
    let mut head = head(bed, cookie, number).await;
    for moving in ["version", "updated_at", "unread", "evidence"] {
        head.as_object_mut().expect("a head").remove(moving);
    }
    head
}

fn refusal(head: &Value, action: &str) -> Value {
    let offers = head["actions"].as_array().expect("offers");
    offers.iter().find(|offer| offer["action"] == action).expect("an offer")["refusal"].clone()
}

/// Alerts of the client by its rows, and how many rows there are.
async fn sums(bed: &Bed, cookie: &str) -> (u64, usize) {
    let rows = bed.get(cookie, "/c/harbor/queue?limit=200").await.items();
    (rows.iter().map(|row| row["alerts_count"].as_u64().expect("a count")).sum(), rows.len())
}

/// Every incident's version and when it was changed; reading and signing in move neither.
async fn incidents(bed: &Bed) -> String {
    bed.state().await.lines().last().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_duplicate_gives_its_alerts_away_and_gets_them_back() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    // Informational, without clocks; and the worst of all.
    let before = [lasting(&bed, &cookie, 1001).await, lasting(&bed, &cookie, 1006).await];
    let counted = sums(&bed, &cookie).await;
    let figures = bed.get(&cookie, "/c/harbor/queue/facets").await.json()["total"].clone();
    let moved = alerts(&bed, &cookie, 1006).await;
    let merged = merge(&bed, &cookie, 1006, "HAR-1001").await;
    assert_eq!((merged.status, merged.headers["etag"].to_str().ok()), (200, Some("\"2\"")), "{:?}", merged.body);
    let source = merged.json();
    assert_eq!((&source["status"], &source["verdict"]), (&json!("closed"), &json!("duplicate")));
    assert_eq!((&source["merged_into"], &source["alerts_count"]), (&json!("HAR-1001"), &json!(0)));
    assert_eq!(refusal(&source, "reopen")["why"], "merged");
    assert_eq!(refusal(&source, "unmerge"), Value::Null);
    let reopen = json!({"command": "reopen", "reason": "It goes on"});
    let refused = command(&bed, &cookie, 1006, reopen).await;
    assert_eq!((refused.status, &refused.json()["allowed"]), (409, &json!(["unmerge"])));

    let target = head(&bed, &cookie, 1001).await;
    assert_eq!((&target["alerts_count"], &target["assets_count"]), (&json!(2), &json!(2)));
    assert_eq!((&target["severity"], &target["priority"]), (&json!("fatal"), &json!("critical")));
    assert_eq!((&target["version"], &target["breach_kind"]), (&json!(2), &json!("respond")), "its clocks have begun");
    assert_eq!(
        target["related"].as_array().expect("a list")[0],
        json!({"key": "HAR-1006", "relation": "merged", "title": target["title"], "status": "closed",
            "verdict": "duplicate", "created_at": source["created_at"]})
    );
    assert!(alerts(&bed, &cookie, 1001).await.contains(&moved[0]) && alerts(&bed, &cookie, 1006).await.is_empty());
    assert_eq!(kinds(&bed, &cookie, 1006).await[..2], ["merged_into", "created"]);
    assert_eq!(kinds(&bed, &cookie, 1001).await, ["took_in", "created"], "it joined another one");
    assert_eq!(sums(&bed, &cookie).await, counted, "no alert is counted twice, or not at all");
    assert_eq!(bed.get(&cookie, "/c/harbor/queue/facets").await.json()["total"], figures);
    let open = bed.get(&cookie, "/c/harbor/queue?status=new,in_progress,on_hold").await.items().len();
    assert_eq!(open, counted.1 - 1, "but for the closed one");

    let back = command(&bed, &cookie, 1006, json!({"command": "unmerge"})).await;
    assert_eq!((back.status, &back.json()["version"]), (200, &json!(3)), "{:?}", back.body);
    assert_eq!([lasting(&bed, &cookie, 1001).await, lasting(&bed, &cookie, 1006).await], before);
    assert_eq!((alerts(&bed, &cookie, 1006).await, sums(&bed, &cookie).await), (moved, counted));
    assert_eq!(hosts(&bed, &cookie, 1006).await, ["canary-harbor5"]);
    assert_eq!(kinds(&bed, &cookie, 1001).await[..2], ["unmerged", "took_in"]);
    assert_eq!(command(&bed, &cookie, 1006, json!({"command": "unmerge"})).await.status, 409);
}

#[tokio::test]
async fn what_was_changed_since_is_not_taken_back() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    for (changed, how) in [
        (1002, json!({"command": "set_priority", "priority": "critical"})),
        (1002, json!({"command": "close", "verdict": "benign"})),
    ] {
        let from = if how["command"] == "close" { 1004 } else { 1003 };
        assert_eq!(merge(&bed, &cookie, from, "HAR-1002").await.status, 200);
        assert_eq!(command(&bed, &cookie, changed, how).await.status, 200);
        assert_eq!(refusal(&head(&bed, &cookie, from).await, "unmerge")["why"], "state");
        let refused = command(&bed, &cookie, from, json!({"command": "unmerge"})).await;
        assert_eq!((refused.status, &refused.json()["allowed"]), (409, &json!([])));
    }
    assert_eq!(merge(&bed, &cookie, 1005, "HAR-1001").await.status, 200);
    assert_eq!(arrive(&bed, "worse", 0, 6).await, "HAR-1001");
    assert_eq!(command(&bed, &cookie, 1005, json!({"command": "unmerge"})).await.status, 409, "by a worse alert");
}

#[tokio::test]
async fn what_was_opened_since_is_not_taken_back() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let openings = format!("{}/evidence-openings", address(1001));
    let opened = bed.post(&cookie, &openings, json!({"reason": "Triage"})).await.json();
    let findings = format!("{openings}/{}/findings", opened["receipt"]["id"].as_str().expect("an id"));
    let unmerge = json!({"command": "unmerge"});
    assert_eq!(merge(&bed, &cookie, 1006, "HAR-1001").await.status, 200);
    assert_eq!(bed.get(&cookie, &findings).await.status, 404, "it is no receipt for what came since");
    assert_eq!(command(&bed, &cookie, 1006, unmerge.clone()).await.status, 200, "nobody has read it there");
    let own = bed.get(&cookie, &findings).await.json();
    assert_eq!(own["findings"].as_array().map(Vec::len), Some(1));

    assert_eq!(merge(&bed, &cookie, 1006, "HAR-1001").await.status, 200);
    assert_eq!(hosts(&bed, &cookie, 1001).await, ["canary-harbor5", "canary-harbor0"]);
    assert_eq!(refusal(&head(&bed, &cookie, 1006).await, "unmerge")["why"], "state");
    let refused = command(&bed, &cookie, 1006, unmerge).await;
    assert_eq!((refused.status, &refused.json()["allowed"]), (409, &json!([])));
}

#[tokio::test]
async fn what_is_asked_of_whoever_opens_it_goes_with_the_alerts() {
    let bed = Bed::new().await;
    let (cookie, lead) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    let asked = async |cookie: &str, number: u32| head(&bed, cookie, number).await["evidence"]["reason"].clone();
    let give = json!({"command": "assign", "assignee": "lead-aurora"});
    assert_eq!(command(&bed, &cookie, 1003, give).await.status, 200);
    assert_eq!(merge(&bed, &cookie, 1003, "HAR-1002").await.status, 200);
    assert_eq!(asked(&cookie, 1002).await, "typed", "it was somebody else's");
    assert_eq!(asked(&lead, 1002).await, "preset", "it was their own");
    let chosen = json!({"reason": "Triage"});
    let refused = bed.post(&cookie, &format!("{}/evidence-openings", address(1002)), chosen).await;
    assert_eq!(refused.field(), "reason");

    let resolve = json!({"command": "set_status", "status": "resolved"});
    assert_eq!(command(&bed, &cookie, 1004, resolve).await.status, 200);
    bed.pass(SignedDuration::from_mins(1));
    assert_eq!(merge(&bed, &cookie, 1004, "HAR-1005").await.status, 200);
    assert_eq!(merge(&bed, &cookie, 1005, "HAR-1006").await.status, 200);
    assert_eq!(asked(&cookie, 1006).await, "typed", "it was done with, two merges ago");
    assert_eq!(merge(&bed, &cookie, 1007, "HAR-1001").await.status, 200);
    assert_eq!(asked(&cookie, 1001).await, "preset");
}

#[tokio::test]
async fn too_many_alerts_are_not_moved_at_once() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let mut write = bed.app.store.write(&Everywhere).await.expect("the writer");
    let many = "UPDATE incidents SET alerts_count = 20001 WHERE client_id = 'harbor' AND number = 1002";
    sqlx::query(many).execute(&mut *write).await.expect("counted");
    write.commit().await.expect("committed");
    let before = incidents(&bed).await;
    assert_eq!(merge(&bed, &cookie, 1002, "HAR-1001").await.status, 409);
    assert_eq!(incidents(&bed).await, before);
    assert_eq!(merge(&bed, &cookie, 1001, "HAR-1002").await.status, 200, "the other way round");
}

#[tokio::test]
async fn a_merged_key_keeps_its_window() {
    let bed = Bed::new().await;
    let harbor = ClientId("harbor".into());
    let arrive = async |uid: &str, host: &str, after: SignedDuration| {
        let mut body = finding(uid, host, 1);
        body["time"] = json!((now() - SignedDuration::from_mins(30) + after).as_millisecond());
        let body = body.to_string();
        let answer = ingest::take(&bed.app.store, &harbor, body.as_bytes(), || bed.app.now()).await.expect("taken");
        answer.incidents[0].0.clone()
    };
    let days = |days: i64| SignedDuration::from_hours(24 * days);
    bed.pass(days(6));
    assert_eq!(arrive("days-later", "harbor9", days(3)).await, "HAR-1008");
    let cookie = bed.sign_in("analyst@aurora.example").await;
    assert_eq!(merge(&bed, &cookie, 1008, "HAR-1001").await.status, 200);
    let hour = SignedDuration::from_hours(1);
    assert_eq!(arrive("of-the-other", "harbor9", days(3) + hour).await, "HAR-1001");
    assert_eq!(arrive("of-its-own", "harbor0", hour).await, "HAR-1001", "which came late");
    assert_eq!(arrive("after-both", "harbor9", days(5)).await, "HAR-1009");
    assert_eq!(arrive("not-its-own", "harbor0", days(3)).await, "HAR-1010", "its own window ended days ago");
}

#[tokio::test]
async fn what_comes_later_joins_where_the_alerts_are() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    // One into another into a third.
    assert_eq!(merge(&bed, &cookie, 1001, "HAR-1002").await.status, 200);
    assert_eq!(arrive(&bed, "after-one", 0, 1).await, "HAR-1002");
    assert_eq!(merge(&bed, &cookie, 1002, "HAR-1004").await.status, 200);
    for (uid, n) in [("of-first", 0), ("of-second", 1), ("of-third", 3)] {
        assert_eq!(arrive(&bed, uid, n, 1).await, "HAR-1004", "{uid}");
    }
    assert_eq!(alerts(&bed, &cookie, 1004).await.len(), 7);
    // What joined since stays, and the rest goes back; so far only the last.
    assert_eq!(command(&bed, &cookie, 1001, json!({"command": "unmerge"})).await.status, 409);
    assert_eq!(command(&bed, &cookie, 1002, json!({"command": "unmerge"})).await.status, 200);
    assert_eq!(head(&bed, &cookie, 1004).await["alerts_count"], json!(4));
    assert_eq!(alerts(&bed, &cookie, 1002).await.len(), 3);
    assert_eq!(arrive(&bed, "again", 0, 1).await, "HAR-1002", "where the first is merged into");
    assert_eq!(merge(&bed, &cookie, 1003, "HAR-1004").await.status, 200);
    let resolve = json!({"command": "set_status", "status": "resolved"});
    assert_eq!(command(&bed, &cookie, 1004, resolve).await.status, 200);
    assert_eq!(arrive(&bed, "too-late", 2, 3).await, "HAR-1008", "nothing joins what is done");
}

#[tokio::test]
async fn it_goes_into_another_open_incident_of_the_same_client_alone() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let close = json!({"command": "close", "verdict": "benign"});
    assert_eq!(command(&bed, &cookie, 1003, close).await.status, 200);
    let before = incidents(&bed).await;
    let never = merge(&bed, &cookie, 1001, "NOW-1001").await;
    assert_eq!(never.field(), "into");
    for into in ["MER-1002", "EMB-1001", "HAR-9999", "HAR-1001", "HAR-1003", "har-1002", ""] {
        assert_eq!(merge(&bed, &cookie, 1001, into).await.blind(), never.blind(), "{into}");
    }
    for (who, asked, lacks) in [
        ("manager@harbor.example", json!({"command": "merge", "into": "HAR-1002"}), "incident.close"),
        ("manager@harbor.example", json!({"command": "unmerge"}), "incident.close"),
        ("manager@harbor.example", json!({"command": "split", "alerts": [1]}), "incident.set_status"),
    ] {
        let refused = bed.command(&bed.sign_in(who).await, &address(1001), "\"1\"", asked).await;
        assert_eq!((refused.status, &refused.json()["capability"]), (403, &json!(lacks)), "{who}");
    }
    let stale = json!({"command": "merge", "into": "HAR-1002"});
    assert_eq!(bed.command(&cookie, &address(1001), "\"9\"", stale).await.status, 412);
    assert_eq!(command(&bed, &cookie, 1001, json!({"command": "unmerge"})).await.status, 409);
    assert_eq!(incidents(&bed).await, before);
}

#[tokio::test]
async fn a_merge_moves_nothing_of_another_client() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let seen = async || {
        let mut seen = vec![];
        for path in ["", "/alerts", "/alerts/volume", "/timeline"] {
            for key in ["MER-1001", "MER-1002"] {
                seen.push(bed.get(&cookie, &format!("/c/meridian/incidents/{key}{path}")).await.blind());
            }
        }
        seen
    };
    seen().await;
    let before = seen().await;
    assert_eq!(merge(&bed, &cookie, 1001, "HAR-1002").await.status, 200);
    assert_eq!(seen().await, before);
    assert_eq!(command(&bed, &cookie, 1001, json!({"command": "unmerge"})).await.status, 200);
    assert_eq!(seen().await, before);
}

#[tokio::test]
async fn what_is_split_off_takes_its_evidence() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    for (uid, severity) in [("second", 1), ("third", 5)] {
        assert_eq!(arrive(&bed, uid, 0, severity).await, "HAR-1001");
    }
    let all = alerts(&bed, &cookie, 1001).await;
    let counted = sums(&bed, &cookie).await;
    let elsewhere = alerts(&bed, &cookie, 1002).await;
    for wrong in [vec![], all.clone(), elsewhere, vec![all[0], 999_999], vec![u64::MAX]] {
        let refused = command(&bed, &cookie, 1001, json!({"command": "split", "alerts": wrong})).await;
        assert_eq!(refused.field(), "alerts", "{wrong:?}");
    }
    let split = command(&bed, &cookie, 1001, json!({"command": "split", "alerts": [all[0], all[0]]})).await;
    assert_eq!(split.status, 200, "{:?}", split.body);
    let source = split.json();
    assert_eq!((&source["alerts_count"], &source["severity"]), (&json!(2), &json!("critical")), "as people know it");
    let related = &source["related"][0];
    assert_eq!((&related["key"], &related["relation"]), (&json!("HAR-1008"), &json!("split")));
    let opened = head(&bed, &cookie, 1008).await;
    assert_eq!((&opened["status"], &opened["version"]), (&json!("new"), &json!(1)));
    assert_eq!((&opened["severity"], &opened["priority"]), (&json!("critical"), &json!("critical")));
    assert_eq!((&opened["alerts_count"], &opened["breach_kind"]), (&json!(1), &json!("respond")));
    assert_eq!(alerts(&bed, &cookie, 1008).await, all[..1]);
    assert_eq!(alerts(&bed, &cookie, 1001).await, all[1..]);
    assert_eq!(sums(&bed, &cookie).await, (counted.0, counted.1 + 1));
    assert_eq!(hosts(&bed, &cookie, 1008).await, ["canary-harbor0"]);
    assert_eq!(hosts(&bed, &cookie, 1001).await.len(), 2);
    assert_eq!(kinds(&bed, &cookie, 1008).await, ["evidence_opened", "split_from"]);
    assert_eq!(kinds(&bed, &cookie, 1001).await, ["evidence_opened", "split_off", "alerts_joined", "created"]);
    assert_eq!(arrive(&bed, "fourth", 0, 1).await, "HAR-1001", "nothing joins it by itself");
    // The way back.
    assert_eq!(merge(&bed, &cookie, 1008, "HAR-1001").await.status, 200);
    assert_eq!(head(&bed, &cookie, 1001).await["alerts_count"], json!(4));
    assert_eq!(sums(&bed, &cookie).await, (counted.0 + 1, counted.1 + 1));
}

#[tokio::test]
async fn a_possible_duplicate_is_open_and_about_the_same_asset() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let related = async |number: u32| {
        let head = head(&bed, &cookie, number).await;
        let related = head["related"].as_array().expect("a list").clone();
        let word = |value: &Value| value.as_str().expect("a word").to_owned();
        let told = |other: &Value| [word(&other["key"]), word(&other["relation"])].join(" ");
        related.iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(related(1001).await, [""; 0], "the same kind of thing on another host is none");
    // Another rule on the same host.
    let mut other = finding("other-rule", "harbor0", 2);
    other["finding_info"]["analytic"]["uid"] = json!("rule-of-another-kind");
    let harbor = ClientId("harbor".into());
    ingest::take(&bed.app.store, &harbor, other.to_string().as_bytes(), || bed.app.now()).await.expect("taken");
    assert_eq!(related(1001).await, ["HAR-1008 possible_duplicate"]);
    assert_eq!(related(1008).await, ["HAR-1001 possible_duplicate"]);
    assert_eq!(command(&bed, &cookie, 1008, json!({"command": "close", "verdict": "benign"})).await.status, 200);
    assert_eq!(related(1001).await, [""; 0]);
    // The same rule and host, once more, after the first was closed and opened again.
    assert_eq!(command(&bed, &cookie, 1002, json!({"command": "close", "verdict": "benign"})).await.status, 200);
    assert_eq!(arrive(&bed, "once-more", 1, 2).await, "HAR-1009");
    assert_eq!(related(1009).await, ["HAR-1002 same_kind"]);
    assert_eq!(command(&bed, &cookie, 1002, json!({"command": "reopen", "reason": "Again"})).await.status, 200);
    assert_eq!(related(1009).await, ["HAR-1002 possible_duplicate"]);
}
