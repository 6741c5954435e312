//! What opening evidence asks for, how a colleague is let in, and what is noted while it is open.

use crate::harness::{Bed, finding};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tenant_api::{
    ingest,
    store::{
        Everywhere,
        chain::{self, Soundness},
    },
};
use wire::{
    audit::Chain,
    session::{ClientId, OrganisationId},
};

const INCIDENT: &str = "/c/harbor/incidents/HAR-1001";
const RULES: &str = "/c/harbor/evidence-rules";

fn reason(reason: &str) -> Value {
    json!({ "reason": reason })
}

/// What an incident's head says of its evidence.
async fn summary(bed: &Bed, cookie: &str, incident: &str) -> Value {
    bed.get(cookie, incident).await.json()["evidence"].clone()
}

async fn opens(bed: &Bed, cookie: &str, incident: &str, why: &str) -> u16 {
    bed.post(cookie, &format!("{incident}/evidence-openings"), reason(why)).await.status
}

/// Opens it, and answers the opening's address.
async fn opened(bed: &Bed, cookie: &str, incident: &str) -> String {
    let path = format!("{incident}/evidence-openings");
    let opened = bed.post(cookie, &path, reason("To look into it")).await;
    assert_eq!(opened.status, 201, "{:?}", opened.body);
    format!("{path}/{}", opened.json()["receipt"]["id"].as_str().expect("an id"))
}

/// Asks to be let, and answers where that is answered.
async fn asked(bed: &Bed, cookie: &str, incident: &str) -> String {
    let path = format!("{incident}/evidence-requests");
    let asked = bed.post(cookie, &path, reason("Same host as mine?")).await;
    assert_eq!(asked.status, 201, "{:?}", asked.body);
    format!("{path}/{}/answer", asked.json()["id"].as_str().expect("an id"))
}

#[tokio::test]
async fn a_typed_reason_is_asked_for_where_it_is_anothers_or_done_with_or_the_client_says_so() {
    let bed = Bed::new().await;
    let (analyst, lead) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    let admin = bed.sign_in("admin@aurora.example").await;
    assert_eq!(summary(&bed, &analyst, INCIDENT).await["reason"], "preset");
    assert_eq!(opens(&bed, &analyst, INCIDENT, "Triage").await, 201);

    let take = json!({"command": "assign", "assignee": "lead-aurora"});
    assert_eq!(bed.command(&lead, INCIDENT, "\"1\"", take).await.status, 200);
    assert_eq!(summary(&bed, &lead, INCIDENT).await["reason"], "preset", "it is the lead's own");
    assert_eq!(opens(&bed, &lead, INCIDENT, "Triage").await, 201);
    let resolved = "/c/harbor/incidents/HAR-1002";
    let resolve = json!({"command": "set_status", "status": "resolved"});
    assert_eq!(bed.command(&analyst, resolved, "\"1\"", resolve).await.status, 200);
    let ruled = "/c/harbor/incidents/HAR-1003";
    assert_eq!(bed.patch(&admin, RULES, json!({"typed_reason": true})).await.status, 200);
    for incident in [INCIDENT, resolved, ruled] {
        assert_eq!(summary(&bed, &analyst, incident).await["reason"], "typed", "{incident}");
        let before = bed.state().await;
        for chosen in ["Triage", " quality review "] {
            let refused = bed.post(&analyst, &format!("{incident}/evidence-openings"), reason(chosen)).await;
            assert_eq!(refused.field(), "reason", "{incident} for {chosen}");
        }
        assert_eq!(bed.state().await, before, "nothing is left of it");
        assert_eq!(opens(&bed, &analyst, incident, "Asked for by Harbor").await, 201, "{incident}");
    }
    let elsewhere = "/c/cedar/incidents/CED-1001";
    assert_eq!(opens(&bed, &analyst, elsewhere, "Triage").await, 201, "another client says nothing");
}

#[tokio::test]
async fn links_lead_to_the_source_systems_that_are_listed_and_nowhere_else() {
    let bed = Bed::new().await;
    let (admin, analyst) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    let harbor = ClientId("harbor".into());
    for (uid, host) in [("linked", "siem.example"), ("other", "evil.example")] {
        let mut linked = finding(uid, uid, 3);
        linked["finding_info"]["src_url"] = json!(format!("https://{host}/alert"));
        ingest::take(&bed.app.store, &harbor, linked.to_string().as_bytes(), || bed.app.now()).await.expect("taken");
    }
    for wrong in ["https://siem.example", "a b", ""] {
        assert_eq!(bed.patch(&admin, RULES, json!({"source_hosts": [wrong]})).await.field(), "source_hosts");
    }
    let set = bed.patch(&admin, RULES, json!({"source_hosts": ["SIEM.example"]})).await.json();
    assert_eq!(set, json!({"typed_reason": false, "source_hosts": ["siem.example"], "silence_approval": false}));
    assert_eq!(bed.get(&admin, RULES).await.json(), set);
    assert_eq!(bed.get(&analyst, RULES).await.status, 404, "who may not say it does not read it");
    assert_eq!(bed.audited("harbor").await.last().map(String::as_str), Some("evidence_rules_changed"));
    let told = bed.get(&admin, "/c/harbor/audit?action=evidence_rules_changed").await;
    assert!(!String::from_utf8_lossy(&told.body).contains("siem"), "a name tells of the product behind it");
    let link = async |key: &str| {
        let path = format!("/c/harbor/incidents/{key}/evidence-openings");
        let opened = bed.post(&analyst, &path, reason("Triage")).await.json();
        opened["evidence"]["findings"][0]["finding_info"]["src_link"].clone()
    };
    assert_eq!(link("HAR-1008").await, "https://siem.example/alert");
    assert_eq!(link("HAR-1009").await, Value::Null);
}

#[tokio::test]
async fn whoever_is_let_opens_that_incident_for_half_an_hour_and_both_stand_in_the_record() {
    let bed = Bed::new().await;
    let (junior, analyst) = (bed.sign_in("junior@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    let manager = bed.sign_in("manager@harbor.example").await;
    assert_eq!(opens(&bed, &junior, INCIDENT, "Triage").await, 403);
    let answer = asked(&bed, &junior, INCIDENT).await;
    let requests = format!("{INCIDENT}/evidence-requests");
    assert_eq!(bed.post(&junior, &requests, reason("Again")).await.status, 409, "one at a time");
    assert_eq!(bed.post(&analyst, &requests, reason("Me too")).await.status, 409, "who may open it does not ask");
    assert_eq!(bed.get(&junior, &requests).await.status, 403);
    assert_eq!(bed.get(&analyst, &requests).await.items()[0]["reason"], "Same host as mine?");
    let own = summary(&bed, &junior, INCIDENT).await;
    assert_eq!((&own["has_asked"], &own["may_open"], &own["requests_count"]), (&json!(true), &json!(false), &json!(0)));
    for cookie in [&analyst, &manager] {
        assert_eq!(summary(&bed, cookie, INCIDENT).await["requests_count"], 1);
    }

    let before = bed.state().await;
    assert_eq!(bed.post(&junior, &answer, json!({"grant": true})).await.status, 403);
    let elsewhere = answer.replace("1001", "1002");
    assert_eq!(bed.post(&analyst, &elsewhere, json!({"grant": true})).await.status, 404);
    assert_eq!(bed.state().await, before);
    assert_eq!(bed.post(&analyst, &answer, json!({"grant": true})).await.status, 204);
    assert_eq!(bed.post(&analyst, &answer, json!({"grant": false})).await.status, 409, "it was answered");
    let own = summary(&bed, &junior, INCIDENT).await;
    assert_eq!((&own["may_open"], &own["granted_until"]), (&json!(true), &json!("2026-11-24T09:30:00Z")));
    assert_eq!(opens(&bed, &junior, "/c/harbor/incidents/HAR-1002", "Triage").await, 403, "that one alone");

    let opening = opened(&bed, &junior, INCIDENT).await;
    assert_eq!(bed.get(&junior, &format!("{opening}/findings")).await.status, 200);
    let record = bed.get(&manager, "/c/harbor/evidence-openings?incident=HAR-1001").await.items()[0].clone();
    assert_eq!(record["opened_by"]["id"], "junior-aurora");
    assert_eq!(record["granted_by"]["id"], "analyst-aurora");
    let mut read = bed.app.store.read(&Everywhere).await.expect("a connection");
    let owner = OrganisationId("harbor".into());
    let sound = chain::verify(&mut read, Chain::EvidenceOpenings, &owner, None).await.expect("read");
    assert_eq!(sound, Soundness::Intact { links: 1, deleted: 0 });
    drop(read);
    let audited = bed.audited("harbor").await;
    assert!(["evidence_requested", "evidence_granted"].iter().all(|act| audited.iter().any(|told| told == act)));
    let timeline = bed.get(&manager, &format!("{INCIDENT}/timeline")).await.items();
    let kinds: Vec<_> = timeline.iter().map(|entry| entry["kind"].as_str().expect("a kind")).collect();
    assert_eq!(kinds, ["evidence_granted", "evidence_asked", "evidence_opened", "created"], "at the same instant");

    bed.pass(SignedDuration::from_mins(29));
    assert_eq!(opens(&bed, &junior, INCIDENT, "Triage").await, 201, "it lasts half an hour");
    bed.pass(SignedDuration::from_mins(1));
    assert_eq!(opens(&bed, &junior, INCIDENT, "Triage").await, 403, "it has ended");
    assert_eq!(bed.post(&junior, &format!("{opening}/close"), json!({})).await.status, 204, "what is open is closed");
}

#[tokio::test]
async fn whoever_was_let_open_one_does_not_open_what_is_merged_into_it() {
    let bed = Bed::new().await;
    let (junior, analyst) = (bed.sign_in("junior@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    let answer = asked(&bed, &junior, INCIDENT).await;
    assert_eq!(bed.post(&analyst, &answer, json!({"grant": true})).await.status, 204);
    let opening = opened(&bed, &junior, INCIDENT).await;
    let merge = json!({"command": "merge", "into": "HAR-1001"});
    assert_eq!(bed.command(&junior, "/c/harbor/incidents/HAR-1002", "\"1\"", merge).await.status, 200);
    assert_eq!(opens(&bed, &junior, INCIDENT, "Triage").await, 403);
    assert_eq!(bed.get(&junior, &format!("{opening}/findings")).await.status, 403);
    let own = summary(&bed, &junior, INCIDENT).await;
    assert_eq!((&own["may_open"], &own["granted_until"]), (&json!(false), &Value::Null));
    let timeline = bed.get(&analyst, &format!("{INCIDENT}/timeline")).await.items();
    assert!(timeline.iter().any(|entry| entry["kind"] == "evidence_granted"), "that they were let stands");
    let answer = asked(&bed, &junior, INCIDENT).await;
    assert_eq!(bed.post(&analyst, &answer, json!({"grant": true})).await.status, 204);
    assert_eq!(opens(&bed, &junior, INCIDENT, "Triage").await, 201, "now it is all of that");
}

#[tokio::test]
async fn a_grant_ends_with_the_right_of_whoever_gave_it() {
    let bed = Bed::new().await;
    let (junior, analyst) = (bed.sign_in("junior@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    let admin = bed.sign_in("admin@aurora.example").await;
    let answer = asked(&bed, &junior, INCIDENT).await;
    assert_eq!(bed.post(&analyst, &answer, json!({"grant": true})).await.status, 204);
    assert_eq!(opens(&bed, &junior, INCIDENT, "Triage").await, 201);
    let over = json!({"added": [], "removed": ["evidence.open"]});
    assert_eq!(bed.patch(&admin, "/c/harbor/profiles/aurora-analyst", over).await.status, 200);
    assert_eq!(opens(&bed, &junior, INCIDENT, "Triage").await, 403);
    assert_eq!(summary(&bed, &junior, INCIDENT).await["may_open"], json!(false));
}

#[tokio::test]
async fn what_was_taken_from_somebody_no_colleague_gives_back() {
    let bed = Bed::new().await;
    let (theirs, analyst) = (bed.sign_in("analyst@harbor.example").await, bed.sign_in("analyst@aurora.example").await);
    let (admin, manager) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    let over = json!({"added": [], "removed": ["evidence.open"]});
    assert_eq!(bed.patch(&admin, "/c/harbor/profiles/harbor-analyst", over).await.status, 200);
    let (let_in, waits) = (asked(&bed, &theirs, INCIDENT).await, "/c/harbor/incidents/HAR-1002");
    assert_eq!(bed.post(&analyst, &let_in, json!({"grant": true})).await.status, 204);
    assert_eq!(opens(&bed, &theirs, INCIDENT, "To look into it").await, 201);
    let answer = asked(&bed, &theirs, waits).await;

    let dropped = json!({"command": "drop", "capabilities": ["evidence.open"]});
    assert_eq!(bed.patch(&manager, "/c/harbor/users/analyst-harbor", dropped).await.status, 200);
    assert_eq!(opens(&bed, &theirs, INCIDENT, "To look into it").await, 403);
    let again = bed.post(&theirs, "/c/harbor/incidents/HAR-1003/evidence-requests", reason("Please")).await;
    assert_eq!((again.status, &again.json()["capability"]), (403, &json!("evidence.open")));
    assert_eq!(bed.post(&analyst, &answer, json!({"grant": true})).await.status, 409);
    assert_eq!(bed.post(&analyst, &answer, json!({"grant": false})).await.status, 204, "it can be declined");
}

#[tokio::test]
async fn declined_and_unanswered_requests_open_nothing_and_can_be_made_again() {
    let bed = Bed::new().await;
    let (junior, analyst) = (bed.sign_in("junior@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    let answer = asked(&bed, &junior, INCIDENT).await;
    assert_eq!(bed.post(&analyst, &answer, json!({"grant": false})).await.status, 204);
    assert_eq!(opens(&bed, &junior, INCIDENT, "Triage").await, 403);
    let answer = asked(&bed, &junior, INCIDENT).await;
    bed.pass(SignedDuration::from_hours(24));
    let (junior, analyst) = (bed.sign_in("junior@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    assert_eq!(bed.post(&analyst, &answer, json!({"grant": true})).await.status, 409, "it waited too long");
    assert_eq!(summary(&bed, &analyst, INCIDENT).await["requests_count"], 0);
    asked(&bed, &junior, INCIDENT).await;
}

#[tokio::test]
async fn what_is_copied_stands_in_the_record_by_its_kind_alone() {
    let bed = Bed::new().await;
    let (opener, other) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    let (junior, manager) = (bed.sign_in("junior@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    let copies = format!("{}/copies", opened(&bed, &opener, INCIDENT).await);
    let copy = async |cookie: &str, body: Value| bed.post(cookie, &copies, body).await.status;
    let before = bed.state().await;
    assert_eq!(copy(&other, json!({"what": "title"})).await, 404);
    assert_eq!(copy(&junior, json!({"what": "title"})).await, 403);
    assert_eq!(copy(&opener, json!({"what": "soul"})).await, 422);
    assert_eq!(copy(&opener, json!({"what": "title", "value": "canary"})).await, 422);
    assert_eq!(bed.state().await, before);
    for what in ["observable", "observable", "record"] {
        assert_eq!(copy(&opener, json!({"what": what})).await, 204);
    }
    let record = bed.get(&manager, "/c/harbor/evidence-openings?incident=HAR-1001").await.items()[0].clone();
    assert_eq!((&record["copies"], &record["downloads"], &record["open_s"]), (&json!(3), &json!(0), &Value::Null));
    assert_eq!(bed.get(&manager, "/c/harbor/evidence-openings?incident=HAR-1002").await.items(), Vec::<Value>::new());
    assert_eq!(bed.get(&manager, &format!("{INCIDENT}/timeline")).await.items()[0]["copies"], 3);
    let copied = bed.audited("harbor").await.iter().filter(|told| *told == "evidence_copied").count();
    assert_eq!(copied, 3);
}

#[tokio::test]
async fn what_is_noted_of_an_opening_has_an_end() {
    let bed = Bed::new().await;
    let opener = bed.sign_in("analyst@aurora.example").await;
    let (full, old) = (opened(&bed, &opener, INCIDENT).await, opened(&bed, &opener, INCIDENT).await);
    let mut write = bed.app.store.write(&Everywhere).await.expect("the writer");
    let last =
        "INSERT INTO receipt_copies (client_id, receipt, copy, what, copied_at) VALUES ('harbor', 1, 999, 'title', 0)";
    sqlx::query(last).execute(&mut *write).await.expect("noted");
    write.commit().await.expect("committed");
    let copy = async |cookie: &str, opening: &str| {
        bed.post(cookie, &format!("{opening}/copies"), json!({"what": "title"})).await.status
    };
    assert_eq!(copy(&opener, &full).await, 204, "the thousandth");
    assert_eq!(copy(&opener, &full).await, 409);
    bed.pass(SignedDuration::from_mins(20));
    assert_eq!(copy(&opener, &old).await, 204, "whoever uses it has it before them for longer than it is paged in");
    bed.pass(SignedDuration::from_hours(12));
    let opener = bed.sign_in("analyst@aurora.example").await;
    assert_eq!(copy(&opener, &old).await, 404, "longer than any session");
}
