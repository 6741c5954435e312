//! Silences: made with the evidence open, of one client, for a time, by two persons where it is critical, and shown without a word
//! outside their incident.

use crate::{
    export::unpacked,
    harness::{Bed, Reply, finding},
    offboarding::gone,
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tenant_api::{ingest, store::silences::expire};
use wire::{ingest::IngestAnswer, session::ClientId};

const ANALYST: &str = "analyst@aurora.example";
const LEAD: &str = "lead@aurora.example";
/// The incident whose alert is critical.
const CRITICAL: &str = "HAR-1005";

/// Opens an incident's evidence, and answers where silences are made from it.
async fn opened(bed: &Bed, cookie: &str, key: &str) -> String {
    let path = format!("/c/harbor/incidents/{key}/evidence-openings");
    let opened = bed.post(cookie, &path, json!({"reason": "To look into it"})).await;
    assert_eq!(opened.status, 201, "{:?}", opened.body);
    format!("{path}/{}/silences", opened.json()["receipt"]["id"].as_str().expect("an id"))
}

fn of_alert(alert: u64, with_entity: bool) -> Value {
    json!({"alert": alert, "with_entity": with_entity, "reason": "canary-reason: it always says that"})
}

async fn made(bed: &Bed, cookie: &str, key: &str, asked: Value) -> Value {
    let made = bed.post(cookie, &opened(bed, cookie, key).await, asked).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    made.json()
}

fn address(silence: &Value) -> String {
    format!("/c/harbor/silences/{}", silence["id"].as_str().expect("an id"))
}

/// The same detection as an incident's, again: another finding of its host, or of another one.
async fn again(bed: &Bed, client: &str, uid: &str, of: &str, on: &str, severity_id: u8) -> IngestAnswer {
    let mut again = finding(uid, of, severity_id);
    again["device"]["hostname"] = json!(format!("canary-{on}"));
    // Long after the others: what is not silenced opens an incident.
    again["time"] = json!(bed.app.now().as_millisecond());
    let body = again.to_string();
    ingest::take(&bed.app.store, &ClientId(client.into()), body.as_bytes(), || bed.app.now()).await.expect("taken")
}

async fn listed(bed: &Bed, cookie: &str, scope: &str) -> Vec<Value> {
    bed.get(cookie, &format!("{scope}/silences")).await.items()
}

/// That an alert was taken, and opened or joined so many incidents.
#[track_caller]
fn assert_taken(answer: &IngestAnswer, incidents: usize, why: &str) {
    assert_eq!((answer.accepted, answer.incidents.len()), (1, incidents), "{why}: {answer:?}");
}

#[tokio::test]
async fn what_is_silenced_is_kept_and_counted_and_opens_nothing() {
    let bed = Bed::new().await;
    let analyst = bed.sign_in(ANALYST).await;
    let silence = made(&bed, &analyst, "HAR-1001", of_alert(1, false)).await;
    assert_eq!((&silence["state"], &silence["awaits"]), (&json!("acting"), &json!("nobody")));
    assert_eq!(silence["expires_at"], "2026-12-08T09:00:00Z", "two weeks, where nothing else is said");
    let before = bed.get(&analyst, "/c/harbor/queue?sort=client").await.items();

    bed.pass(SignedDuration::from_mins(1));
    assert_taken(&again(&bed, "harbor", "n-1", "harbor0", "harbor0", 2).await, 0, "of its host");
    assert_taken(&again(&bed, "harbor", "n-2", "harbor0", "elsewhere", 2).await, 0, "of any host");
    assert_taken(&again(&bed, "harbor", "n-3", "another", "harbor0", 2).await, 1, "another detection");
    let answer = again(&bed, "harbor", "n-1", "harbor0", "harbor0", 2).await;
    assert_eq!((answer.accepted, answer.duplicates), (0, 1), "it is there");
    assert_taken(&again(&bed, "harbor", "n-4", "harbor0", "harbor0", 5).await, 1, "a critical one is not silenced so");

    let counted = &listed(&bed, &analyst, "/c/harbor").await[0];
    assert_eq!((&counted["alerts_count"], &counted["last_at"]), (&json!(2), &json!("2026-11-24T09:01:00Z")));
    let after = bed.get(&analyst, "/c/harbor/queue?sort=client").await.items();
    let row = |rows: &[Value]| rows.iter().find(|row| row["key"] == "HAR-1002").cloned();
    assert_eq!(row(&before), row(&after), "nothing of any other incident has moved");
    let sought = json!({"kind": "host", "value": "canary-elsewhere", "reason": "Was it there?"});
    let found = bed.post(&analyst, "/all/evidence-searches", sought).await;
    assert_eq!(found.keys(), ["HAR-1001"], "its evidence is kept, and found where it was silenced from");
    let opening =
        bed.post(&analyst, "/c/harbor/incidents/HAR-1001/evidence-openings", json!({"reason": "Triage"})).await;
    let opening = opening.json();
    let findings = opening["evidence"]["findings"].as_array().expect("a list");
    let silenced: Vec<_> = findings.iter().map(|finding| finding["silenced"].as_bool().expect("said")).collect();
    assert_eq!(silenced, [false, false, true, true], "and shown there, below its own");
    assert!(findings[2]["record"].as_str().expect("the record").contains("canary-elsewhere"), "the newest first");
}

#[tokio::test]
async fn bound_to_its_entity_it_leaves_all_others_alone() {
    let bed = Bed::new().await;
    let analyst = bed.sign_in(ANALYST).await;
    made(&bed, &analyst, "HAR-1001", of_alert(1, true)).await;
    bed.pass(SignedDuration::from_hours(30));
    assert_taken(&again(&bed, "harbor", "n-1", "harbor0", "harbor0", 2).await, 0, "of its host");
    assert_taken(&again(&bed, "harbor", "n-2", "harbor0", "elsewhere", 2).await, 1, "of another");
}

#[tokio::test]
async fn it_is_made_by_whoever_has_the_evidence_open() {
    let bed = Bed::new().await;
    let (analyst, lead) = (bed.sign_in(ANALYST).await, bed.sign_in(LEAD).await);
    let (junior, theirs) = (bed.sign_in("junior@aurora.example").await, bed.sign_in("analyst@harbor.example").await);
    let open = opened(&bed, &analyst, "HAR-1001").await;
    let own = opened(&bed, &theirs, "HAR-1001").await;
    let before = bed.state().await;
    let refused = async |cookie: &str, path: &str, asked: Value| bed.post(cookie, path, asked).await;
    let lacks =
        async |cookie: &str, path: &str| refused(cookie, path, of_alert(1, false)).await.json()["capability"].clone();
    assert_eq!(lacks(&junior, &open).await, "evidence.open");
    assert_eq!(lacks(&theirs, &own).await, "silence.manage");
    assert_eq!(refused(&lead, &open, of_alert(1, false)).await.status, 404, "it is not theirs");
    assert_eq!(refused(&analyst, &open.replace("1001", "1002"), of_alert(2, false)).await.status, 404);
    let elsewhere = open.replace("evidence-openings/", "evidence-openings/0");
    assert_eq!(refused(&analyst, &elsewhere, of_alert(1, false)).await.status, 404, "there is no such receipt");
    assert_eq!(refused(&analyst, &open, of_alert(2, false)).await.field(), "alert", "it is another incident's");
    assert_eq!(refused(&analyst, &open, of_alert(u64::MAX, false)).await.field(), "alert");
    let with = |name: &str, value: Value| {
        let mut asked = of_alert(1, false);
        asked[name] = value;
        asked
    };
    assert_eq!(refused(&analyst, &open, with("reason", json!(" "))).await.field(), "reason");
    for days in [0, 91] {
        assert_eq!(refused(&analyst, &open, with("expires_in_days", json!(days))).await.field(), "expires_in_days");
    }
    assert_eq!(refused(&analyst, &open, with("everywhere", json!(true))).await.status, 422);
    assert_eq!(bed.state().await, before);

    assert_eq!(bed.post(&analyst, &open, of_alert(1, false)).await.status, 201);
    assert_eq!(bed.post(&analyst, &open, of_alert(1, false)).await.status, 409);
    assert_eq!(bed.post(&analyst, &open, of_alert(1, true)).await.status, 409, "it covers that, too");
    bed.pass(SignedDuration::from_mins(10));
    assert_eq!(bed.post(&analyst, &open, of_alert(1, false)).await.status, 404, "the receipt has ended");
    assert!(bed.audited("harbor").await.contains(&"silence_made".to_owned()));
}

#[tokio::test]
async fn it_acts_in_its_client_alone() {
    let bed = Bed::new().await;
    let analyst = bed.sign_in(ANALYST).await;
    made(&bed, &analyst, "HAR-1001", of_alert(1, false)).await;
    bed.pass(SignedDuration::from_mins(1));
    assert_taken(&again(&bed, "meridian", "n-1", "harbor0", "harbor0", 2).await, 1, "the same detection elsewhere");
    assert_eq!(listed(&bed, &analyst, "/c/harbor").await[0]["alerts_count"], 0);
}

#[tokio::test]
async fn it_ends_with_its_time_and_by_hand() {
    let bed = Bed::new().await;
    let analyst = bed.sign_in(ANALYST).await;
    let short = json!({"alert": 1, "with_entity": false, "reason": "Maintenance", "expires_in_days": 1});
    made(&bed, &analyst, "HAR-1001", short).await;
    let by_hand = made(&bed, &analyst, "HAR-1002", of_alert(2, false)).await;
    bed.pass(SignedDuration::from_hours(23));
    assert_taken(&again(&bed, "harbor", "n-1", "harbor0", "x", 2).await, 0, "the last hour");
    assert_taken(&again(&bed, "harbor", "n-2", "harbor1", "x", 2).await, 0, "the other");
    bed.pass(SignedDuration::from_hours(1));
    assert_taken(
        &again(&bed, "harbor", "n-3", "harbor0", "x", 2).await,
        1,
        "it is over, whether or not somebody looked",
    );

    let (analyst, theirs) = (bed.sign_in(ANALYST).await, bed.sign_in("analyst@harbor.example").await);
    let refused = bed.delete(&theirs, &address(&by_hand)).await;
    assert_eq!((refused.status, &refused.json()["capability"]), (403, &json!("silence.manage")));
    let ended = bed.delete(&analyst, &address(&by_hand)).await;
    assert_eq!((ended.status, &ended.json()["state"]), (200, &json!("ended")));
    assert_eq!(bed.delete(&analyst, &address(&by_hand)).await.status, 409);
    assert_eq!(bed.delete(&analyst, "/c/meridian/silences/0123").await.status, 404);
    let elsewhere = address(&by_hand).replace("harbor", "meridian");
    assert_eq!(bed.delete(&analyst, &elsewhere).await.status, 404, "it is another client's");
    assert_taken(&again(&bed, "harbor", "n-4", "harbor1", "x", 2).await, 1, "ended");

    for _ in 0..2 {
        expire(&bed.app.store, || bed.app.now()).await.expect("looked");
    }
    let manager = bed.sign_in("manager@harbor.example").await;
    let ends = bed.get(&manager, "/c/harbor/audit?action=silence_ended").await.items();
    let told: Vec<_> = ends.iter().map(|end| (&end["contents"]["actor"], &end["contents"]["detail"])).collect();
    let expected = [(json!("schedule"), json!("expired, 1 alerts")), (json!("person"), json!("ended"))];
    assert_eq!(told, expected.iter().map(|(actor, detail)| (actor, detail)).collect::<Vec<_>>(), "each once");
    let states: Vec<_> = listed(&bed, &analyst, "/c/harbor").await.iter().map(|one| one["state"].clone()).collect();
    assert_eq!(states.iter().filter(|state| **state == json!("expired")).count(), 1, "{states:?}");
}

#[tokio::test]
async fn something_critical_is_silenced_by_two_persons() {
    let bed = Bed::new().await;
    let (analyst, lead) = (bed.sign_in(ANALYST).await, bed.sign_in(LEAD).await);
    let silence = made(&bed, &analyst, CRITICAL, of_alert(5, false)).await;
    assert_eq!((&silence["state"], &silence["awaits"]), (&json!("waiting"), &json!("somebody")));
    bed.pass(SignedDuration::from_mins(1));
    assert_taken(&again(&bed, "harbor", "n-1", "harbor4", "x", 5).await, 1, "nobody has agreed");
    assert_taken(&again(&bed, "harbor", "n-2", "harbor4", "y", 2).await, 1, "whatever it says by then");

    let agreement = format!("{}/agreement", address(&silence));
    let agree = async |cookie: &str, agrees: bool| bed.post(cookie, &agreement, json!({"agree": agrees})).await;
    assert_eq!(agree(&analyst, true).await.status, 409, "somebody else has to");
    let manager = bed.sign_in("manager@harbor.example").await;
    assert_eq!(agree(&manager, true).await.json()["capability"], "silence.manage");
    assert_eq!(agree(&bed.sign_in("viewer@aurora.example").await, true).await.status, 404);
    let junior = bed.sign_in("junior@aurora.example").await;
    assert_eq!(agree(&junior, true).await.status, 403, "whoever agrees has seen what it is, or could");
    assert!(listed(&bed, &lead, "/all").await[0]["may_agree"].as_bool().expect("said"));
    let agreed = agree(&lead, true).await;
    assert_eq!((agreed.status, &agreed.json()["state"]), (200, &json!("acting")));
    assert_eq!(agreed.json()["agreed_by"]["id"], "lead-aurora");
    assert_eq!(agree(&lead, true).await.status, 409, "it was answered");
    assert_taken(&again(&bed, "harbor", "n-3", "harbor4", "z", 6).await, 0, "two have said so");

    let other = made(&bed, &analyst, "HAR-1006", of_alert(6, false)).await;
    let declined = bed.post(&lead, &format!("{}/agreement", address(&other)), json!({"agree": false})).await;
    assert_eq!((declined.status, &declined.json()["state"]), (200, &json!("ended")));
    assert_taken(&again(&bed, "harbor", "n-4", "harbor5", "x", 6).await, 1, "declined");
}

#[tokio::test]
async fn a_client_that_asks_for_it_agrees_itself() {
    let bed = Bed::new().await;
    let (analyst, lead) = (bed.sign_in(ANALYST).await, bed.sign_in(LEAD).await);
    let (admin, theirs) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("analyst@harbor.example").await);
    let rules = bed.patch(&admin, "/c/harbor/evidence-rules", json!({"silence_approval": true})).await;
    assert_eq!((rules.status, &rules.json()["silence_approval"]), (200, &json!(true)));
    let silence = made(&bed, &analyst, "HAR-1001", of_alert(1, false)).await;
    assert_eq!((&silence["state"], &silence["awaits"]), (&json!("waiting"), &json!("client")));
    let agreement = format!("{}/agreement", address(&silence));
    let refused = bed.post(&lead, &agreement, json!({"agree": true})).await;
    assert_eq!((refused.status, &refused.json()["capability"]), (403, &json!("incident.set_status")));
    bed.pass(SignedDuration::from_mins(1));
    assert_taken(&again(&bed, "harbor", "n-1", "harbor0", "x", 2).await, 1, "the client has not agreed");
    let seen = &listed(&bed, &theirs, "/c/harbor").await[0];
    assert_eq!((&seen["may_agree"], &seen["may_end"]), (&json!(true), &json!(false)));
    assert_eq!(bed.post(&theirs, &agreement, json!({"agree": true})).await.status, 200);
    assert_taken(&again(&bed, "harbor", "n-2", "harbor0", "y", 2).await, 0, "it has");
}

#[tokio::test]
async fn a_list_is_of_its_scope_and_says_no_word() {
    let bed = Bed::new().await;
    let (analyst, manager) = (bed.sign_in(ANALYST).await, bed.sign_in("manager@harbor.example").await);
    let silence = made(&bed, &analyst, "HAR-1001", of_alert(1, true)).await;
    assert_eq!(silence["reason"], "canary-reason: it always says that");
    for (cookie, scope, count) in [
        (&analyst, "/all", 1),
        (&analyst, "/c/harbor", 1),
        (&analyst, "/c/meridian", 0),
        (&manager, "/all", 1),
        (&manager, "/c/harbor", 1),
    ] {
        let reply: Reply = bed.get(cookie, &format!("{scope}/silences")).await;
        assert_eq!(reply.items().len(), count, "{scope}");
        assert!(!String::from_utf8_lossy(&reply.body).contains("canary"), "{scope}");
    }
    let outsider = bed.sign_in("admin@basalt.example").await;
    assert_eq!(listed(&bed, &outsider, "/all").await, Vec::<Value>::new());
    let inside = bed.get(&manager, "/c/harbor/incidents/HAR-1001/silences").await.items();
    assert_eq!((inside.len(), &inside[0]["reason"]), (1, &silence["reason"]));
    assert_eq!(listed(&bed, &analyst, "/all").await[0]["incident"], "HAR-1001");
    assert_eq!(bed.get(&manager, "/c/harbor/incidents/HAR-1002/silences").await.items(), Vec::<Value>::new());
    for told in bed.get(&manager, "/c/harbor/audit").await.items() {
        assert!(!told.to_string().contains("canary"), "{told}");
    }
}

#[tokio::test]
async fn its_incident_tells_both_sides_who_made_it_agreed_to_it_and_ended_it_and_when_time_did() {
    let bed = Bed::new().await;
    let (analyst, lead) = (bed.sign_in(ANALYST).await, bed.sign_in(LEAD).await);
    let silence = made(&bed, &analyst, CRITICAL, of_alert(5, false)).await;
    bed.pass(SignedDuration::from_mins(1));
    let agreed = bed.post(&lead, &format!("{}/agreement", address(&silence)), json!({"agree": true})).await;
    assert_eq!(agreed.status, 200);
    bed.pass(SignedDuration::from_mins(1));
    assert_eq!(bed.delete(&analyst, &address(&silence)).await.status, 200);
    let mut brief = of_alert(5, true);
    brief["expires_in_days"] = json!(1);
    made(&bed, &analyst, CRITICAL, brief).await;
    bed.pass(SignedDuration::from_hours(25));
    expire(&bed.app.store, || bed.app.now()).await.expect("looked");

    // A day has passed: they sign in again.
    for reader in [ANALYST, "manager@harbor.example"] {
        let reader = bed.sign_in(reader).await;
        let told = async |query: &str| {
            let entries = bed.get(&reader, &format!("/c/harbor/incidents/{CRITICAL}/timeline{query}")).await.items();
            let of_silences = entries.into_iter().filter(|entry| entry["kind"].to_string().contains("silence"));
            of_silences.collect::<Vec<_>>()
        };
        let entries = told("").await;
        let said: Vec<_> =
            entries.iter().map(|entry| json!([entry["kind"], entry["by"]["name"], entry["at"]])).collect();
        let expected = [
            json!(["silence_ended", null, "2026-11-25T09:02:00Z"]),
            json!(["silence_ended", "Ana Moreira", "2026-11-24T09:02:00Z"]),
            json!(["silenced", "Ana Moreira", "2026-11-24T09:02:00Z"]),
            json!(["silence_agreed", "João Oliveira", "2026-11-24T09:01:00Z"]),
            json!(["silenced", "Ana Moreira", "2026-11-24T09:00:00Z"]),
        ];
        assert_eq!(said.len(), expected.len(), "{said:?}");
        assert!(expected.iter().all(|entry| said.contains(entry)), "{said:?}");
        assert_eq!((&entries[4]["reason"], &entries[4]["with_entity"]), (&silence["reason"], &json!(false)));
        assert_eq!(told("?show=changes").await, entries);
        assert_eq!(told("?show=openings").await, Vec::<Value>::new());
    }
}

#[tokio::test]
async fn it_is_in_its_clients_export_and_goes_with_it() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    made(&bed, &admin, "HAR-1001", of_alert(1, false)).await;
    bed.pass(SignedDuration::from_mins(1));
    assert_taken(&again(&bed, "harbor", "n-1", "harbor0", "elsewhere", 2).await, 0, "silenced");
    let archive = bed.post(&admin, "/c/harbor/exports", json!({"reason": "Yearly copy"})).await;
    let files = unpacked(&archive.body);
    let says = |kind: &str, text: &str| {
        let mut files = files.iter().filter(|(name, _)| name.starts_with(kind));
        files.any(|(_, bytes)| String::from_utf8_lossy(bytes).contains(text))
    };
    assert!(says("silences/", "canary-reason"), "why, too");
    assert!(says("evidence/", "canary-elsewhere"), "what was silenced is the client's as well");
    gone(&bed, "harbor").await;
    let left = bed.ground.places("harbor", &[]).await;
    let left: Vec<_> = left.iter().filter(|(table, _)| table.contains("silence")).collect();
    assert!(left.is_empty(), "{left:?}");
}
