//! Searching evidence: by whole values, where the searcher may open it, source-blind, and each client knows.

use crate::{
    harness::{Bed, finding},
    offboarding::gone,
    retention::days,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tenant_api::{
    ingest,
    store::{evidence_searches::make_searchable, retention::sweep},
};
use wire::session::ClientId;

const ALL: &str = "/all/evidence-searches";
const RECORDS: &str = "/c/harbor/evidence-searches/records";
const ANALYST: &str = "analyst@aurora.example";

fn sought(kind: &str, value: &str) -> Value {
    json!({"kind": kind, "value": value, "reason": "Seen in a report"})
}

async fn take(bed: &Bed, client: &str, finding: &Value) {
    let body = finding.to_string();
    let answer = ingest::take(&bed.app.store, &ClientId(client.into()), body.as_bytes(), || bed.app.now()).await;
    assert_eq!(answer.expect("taken").accepted, 1);
}

async fn found(bed: &Bed, cookie: &str, kind: &str, value: &str) -> Vec<String> {
    bed.post(cookie, ALL, sought(kind, value)).await.keys()
}

/// A finding of everything that is searched for.
fn telling(uid: &str) -> Value {
    let mut finding = finding(uid, "telling", 3);
    finding["evidences"] = json!([{
        "src_endpoint": {"ip": "2001:DB8:0::7"},
        "actor": {"user": {"name": "CORP\\Kim", "email_addr": "kim@fox.example"}},
        "file": {"hashes": [{"value": "D41D8CD98F00B204E9800998ECF8427E"}]},
        "query": {"hostname": "Evil.Example."},
    }]);
    finding
}

#[tokio::test]
async fn a_whole_value_is_found_however_it_is_written_and_no_part_of_one() {
    let bed = Bed::new().await;
    let analyst = bed.sign_in(ANALYST).await;
    take(&bed, "harbor", &telling("t-1")).await;
    take(&bed, "cedar", &telling("t-2")).await;
    for (kind, value) in [
        ("host", " CANARY-telling"),
        ("ip", "2001:db8::7"),
        ("user", "corp\\kim"),
        ("user", "Kim@Fox.example"),
        ("hash", "d41d8cd98f00b204e9800998ecf8427e"),
        ("domain", "evil.example"),
    ] {
        let mut keys = found(&bed, &analyst, kind, value).await;
        keys.sort();
        assert_eq!(keys, ["CED-1004", "HAR-1008"], "{kind} {value}");
    }
    for (kind, value) in [("host", "canary"), ("domain", "canary-telling"), ("user", "kim"), ("ip", "2001:db8::8")] {
        assert_eq!(found(&bed, &analyst, kind, value).await, Vec::<String>::new(), "{kind} {value}");
    }
    for (kind, value) in [("ip", "telling"), ("hash", "d41d8cd9"), ("host", "  ")] {
        assert_eq!(bed.post(&analyst, ALL, sought(kind, value)).await.field(), "value", "{kind} {value}");
    }
    assert_eq!(bed.post(&analyst, ALL, sought("soul", "x")).await.field(), "kind");
    for reason in ["", "Triage"] {
        let asked = json!({"kind": "host", "value": "x", "reason": reason});
        assert_eq!(bed.post(&analyst, ALL, asked).await.field(), "reason");
    }
}

#[tokio::test]
async fn every_client_that_is_searched_has_a_record_and_names_what_was_found_there() {
    let bed = Bed::new().await;
    let (analyst, manager) = (bed.sign_in(ANALYST).await, bed.sign_in("manager@harbor.example").await);
    let reply = bed.post(&analyst, ALL, sought("host", "canary-harbor0")).await;
    assert_eq!(reply.keys(), ["HAR-1001"]);
    let answer = reply.json();
    assert_eq!((&answer["total"], answer["searched"].as_array().map(Vec::len)), (&json!(1), Some(12)));
    assert!(!String::from_utf8_lossy(&reply.body).contains("canary"), "the answer is source-blind");

    let records = bed.get(&manager, RECORDS).await.items();
    assert_eq!(records.len(), 1);
    let record = &records[0];
    assert_eq!((&record["by"]["id"], &record["reason"]), (&json!("analyst-aurora"), &json!("Seen in a report")));
    assert_eq!((&record["value"], &record["incidents"]), (&json!("canary-harbor0"), &json!(1)));
    let elsewhere = bed.get(&analyst, "/c/meridian/evidence-searches/records").await.items();
    assert_eq!((elsewhere.len(), &elsewhere[0]["value"]), (1, &Value::Null), "it says what, where it was found alone");
    assert!(!bed.ground.holds("canary-harbor0").await, "what is kept of it is sealed");

    let mut contents = record.clone();
    let id = contents.as_object_mut().expect("fields").remove("id").expect("an id");
    let canonical = serde_json_canonicalizer::to_string(&contents).expect("plain data");
    let digest: String = Sha256::digest(canonical).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(id, json!(digest));
    let told = bed.get(&manager, "/c/harbor/audit?action=evidence_searched").await.items();
    assert_eq!((told.len(), &told[0]["contents"]["subject"]), (1, &id), "the chain holds it");
    assert_eq!(told[0]["contents"]["detail"], "host, 1 incidents");
    assert!(!told[0].to_string().contains("canary"), "the audit names no value");
    let viewer = bed.sign_in("viewer@harbor.example").await;
    assert_eq!(bed.get(&viewer, RECORDS).await.status, 404);
}

#[tokio::test]
async fn only_what_the_searcher_may_open_is_searched() {
    let bed = Bed::new().await;
    take(&bed, "harbor", &telling("t-1")).await;
    take(&bed, "meridian", &telling("t-2")).await;
    take(&bed, "ember", &telling("t-3")).await;
    let analyst = bed.sign_in("analyst@harbor.example").await;
    assert_eq!(found(&bed, &analyst, "host", "canary-telling").await, ["HAR-1008"]);
    let analyst = bed.sign_in(ANALYST).await;
    let one = bed.post(&analyst, "/c/meridian/evidence-searches", sought("host", "canary-telling")).await;
    assert_eq!(one.keys(), ["MER-1006"]);
    assert_eq!(bed.get(&analyst, RECORDS).await.items().len(), 1, "a search of one client is none of another's");
    let before = bed.state().await;
    for email in ["junior@aurora.example", "viewer@aurora.example", "viewer@harbor.example"] {
        let cookie = bed.sign_in(email).await;
        assert_eq!(bed.post(&cookie, ALL, sought("host", "canary-telling")).await.status, 404, "{email}");
    }
    let basalt = bed.sign_in("admin@basalt.example").await;
    let foreign = bed.post(&basalt, "/c/harbor/evidence-searches", sought("host", "canary-telling")).await;
    assert_eq!(foreign.status, 404);
    let after = bed.state().await;
    let searches = |state: &str| state.lines().find(|line| line.starts_with("evidence_searches ")).map(str::to_owned);
    assert_eq!(searches(&after), searches(&before));
}

#[tokio::test]
async fn what_came_in_before_there_was_an_index_is_found_once_it_was_gone_through() {
    let bed = Bed::new().await;
    let analyst = bed.sign_in(ANALYST).await;
    bed.ground.tamper("DELETE FROM observables; DELETE FROM searchable").await;
    let reply = bed.post(&analyst, ALL, sought("host", "canary-harbor0")).await;
    assert_eq!(reply.keys(), Vec::<String>::new());
    let named: Vec<_> = reply.json()["partial"].as_array().expect("a list").clone();
    assert!(named.iter().any(|missing| missing["client"] == "harbor"), "it says that it is not all: {named:?}");
    take(&bed, "harbor", &telling("t-1")).await;
    assert_eq!(found(&bed, &analyst, "host", "canary-telling").await, ["HAR-1008"], "what comes in is found at once");
    for _ in 0..2 {
        make_searchable(bed.app.store.clone()).await;
    }
    let reply = bed.post(&analyst, ALL, sought("host", "canary-harbor0")).await;
    assert_eq!((reply.keys(), &reply.json()["partial"]), (vec!["HAR-1001".to_owned()], &json!([])));
}

#[tokio::test]
async fn it_goes_with_the_evidence_the_records_and_the_client() {
    let bed = Bed::new().await;
    let analyst = bed.sign_in(ANALYST).await;
    assert_eq!(found(&bed, &analyst, "host", "canary-harbor0").await, ["HAR-1001"]);
    bed.pass(days(181));
    sweep(&bed.app.store, bed.app.now()).await.expect("swept");
    let analyst = bed.sign_in(ANALYST).await;
    assert_eq!(found(&bed, &analyst, "host", "canary-harbor0").await, Vec::<String>::new());
    assert_eq!(bed.get(&analyst, RECORDS).await.items().len(), 2, "records are kept longer");
    bed.pass(days(25 * 31 - 180));
    sweep(&bed.app.store, bed.app.now()).await.expect("swept");
    let analyst = bed.sign_in(ANALYST).await;
    assert_eq!(bed.get(&analyst, RECORDS).await.items().len(), 1, "the later one");
    gone(&bed, "harbor").await;
    let left = bed.ground.places("harbor", &[]).await;
    let ours =
        |table: &str| ["observables", "searchable", "evidence_searches"].iter().any(|name| table.ends_with(name));
    let left: Vec<_> = left.iter().filter(|(table, _)| ours(table)).collect();
    assert!(left.is_empty(), "{left:?}");
}
