//! Who gets what from every operation, as a table: a change of rights is a changed line of `access.txt`.

use crate::harness::{Bed, Reply};
use serde_json::{Value, json};
use std::fmt::Write;
use tenant_api::{demo::organisations::PEOPLE, http::api, store::ingest_keys};
use wire::session::ClientId;

/// An incident's key, or a client's, of the caller's own world or of somebody else's.
const TARGETS: [(&str, &str); 4] =
    [("harbor", "HAR-1001"), ("meridian", "MER-1001"), ("ember", "EMB-1001"), ("nowhere", "NOW-1001")];
const COMMITTED: &str = include_str!("access.txt");

fn body(method: &str, path: &str) -> Option<Value> {
    match (method, path.rsplit('/').next()) {
        ("PATCH", Some("retention")) => Some(json!({"command": "place_hold", "reason": ""})),
        ("PATCH", Some("offboarding")) => Some(json!({"command": "ask", "reason": ""})),
        ("POST", Some("exports")) => Some(json!({"reason": ""})),
        ("PATCH", _) => Some(json!({"command": "set_priority", "priority": "high"})),
        ("POST", Some("notes")) => Some(json!({"visibility": "shared", "body": "A note"})),
        ("POST", Some("evidence-openings")) => Some(json!({"reason": "Triage"})),
        _ => None,
    }
}

async fn ask(bed: &Bed, cookie: &str, method: &str, path: &str) -> Reply {
    // Streams would be read to an end that does not come; their door is the queue's.
    let query = if path.ends_with("/rows") { "?keys=HAR-1001" } else { "" };
    bed.call(Some(cookie), method, &format!("{path}{query}"), body(method, path), &[("if-match", "\"0\"")]).await
}

/// `BLESS=1` writes what is so.
#[tokio::test]
async fn every_operation_for_every_principal_and_whose_it_is() {
    let bed = Bed::new().await;
    let mut table =
        String::from("operation, then who: own client | other client of the MSP | other MSP | never existed\n");
    let doors = api::doors().0;
    let operations: Vec<_> =
        doors.keys().filter(|(_, path)| path.contains("{client}") && !path.ends_with("/events")).collect();
    assert!(operations.len() > 12, "the operations of a client");
    let mut cookies = Vec::new();
    for person in &PEOPLE {
        cookies.push((person.email, bed.sign_in(person.email).await));
    }
    for (method, pattern) in operations {
        writeln!(table, "\n{method} {pattern}").expect("a string");
        for (email, cookie) in &cookies {
            let mut cells = Vec::new();
            let mut never = None;
            for (client, key) in TARGETS.iter().rev() {
                let path = pattern.replace("{client}", client).replace("{key}", key).replace("{receipt}", "0123");
                let before = bed.state().await;
                let reply = ask(&bed, cookie, method, &path).await;
                let never = never.get_or_insert_with(|| reply.blind());
                if reply.status == 404 {
                    assert_eq!(&reply.blind(), never, "{method} {path} of {email}: denied is not never existed");
                }
                if reply.status >= 400 {
                    assert_eq!(bed.state().await, before, "{method} {path} of {email} changed something");
                }
                let lacks = match reply.status {
                    403 => format!(" {}", reply.json()["capability"].as_str().expect("a capability")),
                    _ => String::new(),
                };
                cells.push(format!("{}{lacks}", reply.status));
            }
            cells.reverse();
            writeln!(table, "  {email:<26} {}", cells.join(" | ")).expect("a string");
        }
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/endpoints/access.txt"), &table).expect("written");
    } else {
        assert!(table == COMMITTED, "rights have changed: run this test with BLESS=1 and read the difference");
    }
}

#[tokio::test]
async fn without_a_credential_every_address_is_the_same() {
    let bed = Bed::new().await;
    let first = bed.call(None, "GET", "/session", None, &[]).await.blind();
    assert_eq!(first.0, 401);
    for path in [
        "/all/queue",
        "/c/harbor/queue",
        "/c/nowhere/queue",
        "/nothing",
        "/c/harbor/incidents/HAR-1001",
        "/ingest/findings",
    ] {
        for method in ["GET", "PATCH", "PUT", "DELETE"] {
            let reply = bed.call(None, method, path, None, &[]).await;
            assert_eq!(reply.blind(), first, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn no_credential_works_in_anothers_place() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let harbor = ClientId("harbor".into());
    let key = ingest_keys::make(&bed.app.store, &harbor, bed.app.now()).await;
    let key = format!("Bearer {}", key.expect("made").expect("a client"));
    assert_eq!(bed.post(&cookie, "/ingest/findings", json!([])).await.status, 401);
    let with_key = bed.call(None, "GET", "/all/queue", None, &[("authorization", &key)]).await;
    assert_eq!(with_key.status, 401);
    let both = bed.call(Some(&cookie), "GET", "/all/queue", None, &[("authorization", &key)]).await;
    assert_eq!(both.status, 401);
}
