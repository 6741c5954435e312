//! Who gets what from every operation, as a table: a change of rights is a changed line of `access.txt`.

use crate::{
    devices::connect,
    harness::{Bed, Reply, finding},
    offboarding::gone,
    people::{join, standing},
    places::{DELETED, Places, Target},
    portal::Portal,
};
use serde_json::json;
use std::{collections::BTreeSet, fmt::Write};
use tenant_api::{
    demo::organisations::PEOPLE,
    http::{Door, api},
    ingest,
    store::ingest_keys,
};
use wire::session::ClientId;

const COMMITTED: &str = include_str!("access.txt");
/// Operations that the table cannot hold: they would end the session they are asked with, or never end.
const APART: [(&str, &str); 6] = [
    ("POST", "/session"),
    ("DELETE", "/session"),
    ("DELETE", "/sessions"),
    ("GET", "/all/events"),
    ("GET", "/g/{group}/events"),
    ("GET", "/c/{client}/events"),
];

/// `BLESS=1` writes what is so.
#[tokio::test]
async fn every_operation_for_every_principal_and_whose_it_is() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let body = finding("lumen-0", "lumen0", 4).to_string();
    let deleted = ClientId(DELETED.into());
    ingest::take(&bed.app.store, &deleted, body.as_bytes(), || bed.app.now()).await.expect("taken");
    assert_eq!(bed.get(&admin, "/c/lumen/incidents/LUM-1001").await.status, 200, "it was there");
    gone(&bed, DELETED).await;
    let mut places = Places::new(&bed).await;
    let mut table = String::from(
        "operation, then who: own client | other client of the MSP | other MSP | deleted | never existed;\n\
         where there is no client in it, the organisation's | another's | never existed, or one answer\n",
    );
    let mut operations: Vec<_> = api::doors().0.into_keys().collect();
    operations.retain(|(method, path)| !APART.contains(&(method, path)));
    assert_eq!(operations.len() + APART.len(), api::doors().0.len(), "every operation but those apart");
    let mut principals = Vec::new();
    for person in &PEOPLE {
        principals.push((person.email, vec![("cookie", bed.sign_in(person.email).await)]));
    }
    let portal = Portal::new(&bed).await;
    principals.push(("a partner's user", portal.credential(&portal.open(&bed).await).to_vec()));
    principals.push(("a partner's server", vec![("authorization", format!("Bearer {}", portal.key))]));
    principals.push(("a wallboard", vec![("cookie", connect(&bed, &portal.admin, json!({})).await.1)]));
    principals.extend(outsiders(&bed, &portal).await);
    for (method, pattern) in operations {
        let operation = format!("{method} {pattern}");
        let closed = closed(&operation);
        let mut cells = vec![vec![]; principals.len()];
        let mut nevers = vec![];
        let mut state = bed.state().await;
        for (who, credential) in &principals {
            nevers.push(ask(&bed, &mut places, credential, &method, &Target::nothing()).await.blind());
            assert!([401, 404].contains(&nevers[nevers.len() - 1].0), "{who} before {operation}");
        }
        let mut is_as_before = true;
        // Whom it is not open to comes first, so that nothing else happens in between.
        for is_closed in [true, false] {
            for (at, (who, credential)) in principals.iter().enumerate() {
                let (never, cells) = (&mut nevers[at], &mut cells[at]);
                for (place, target) in places.targets(&method, &pattern).iter().enumerate().rev() {
                    if closed.contains(&(who, place)) != is_closed {
                        continue;
                    }
                    let reply = ask(&bed, &mut places, credential, &method, target).await;
                    // To whom no address is known, one behind an open door is: what never existed there is the measure.
                    let first = target.never_existed && never.0 == 401;
                    let is_gone = target.path.contains(&format!("/{DELETED}/"));
                    if !first && (reply.status == 404 || is_gone) {
                        assert_eq!(
                            reply.blind(),
                            *never,
                            "{method} {} of {who}: denied is not never existed",
                            target.path
                        );
                    } else if target.never_existed {
                        *never = reply.blind();
                    }
                    cells.push((place, cell(&reply)));
                    if is_closed {
                        is_as_before &= reply.status >= 400;
                    } else {
                        let now = bed.state().await;
                        let says = format!("{method} {} of {who} changed something", target.path);
                        assert!(reply.status < 400 || now == state, "{says}: {now} instead of {state}");
                        state = now;
                    }
                }
            }
            if is_closed {
                let now = bed.state().await;
                // Where somebody is let in who was not, the table differs.
                assert!(
                    !is_as_before || now == state,
                    "{operation} changed something where it is closed: {now} instead of {state}"
                );
                state = now;
            }
        }
        writeln!(table, "\n{operation}").expect("a string");
        for ((who, _), mut cells) in principals.iter().zip(cells) {
            cells.sort_unstable();
            let cells: Vec<_> = cells.into_iter().map(|(_, cell)| cell).collect();
            writeln!(table, "  {who:<26} {}", cells.join(" | ")).expect("a string");
        }
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/endpoints/access.txt"), &table).expect("written");
    } else {
        assert!(table == COMMITTED, "rights have changed: run this test with BLESS=1 and read the difference");
    }
}

/// To whom an operation is not open, and at which of its places, as the table has it.
fn closed(operation: &str) -> BTreeSet<(&'static str, usize)> {
    let block = COMMITTED.split("\n\n").find_map(|block| block.strip_prefix(operation)?.strip_prefix('\n'));
    let mut closed = BTreeSet::new();
    for line in block.unwrap_or_default().lines() {
        let (who, cells) = line.split_at_checked(29).expect("who, in 26 columns after two");
        let is_refused = |cell: &str| ["401", "403", "404"].iter().any(|status| cell.trim_start().starts_with(status));
        let cells = cells.split(" | ").enumerate().filter(|(_, cell)| is_refused(cell));
        closed.extend(cells.map(|(place, _)| (who.trim(), place)));
    }
    closed
}

/// Who has no session, or none any more, or shows what they have in a place that it is not for.
async fn outsiders(bed: &Bed, portal: &Portal) -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let admin = bed.sign_in("admin@aurora.example").await;
    let (id, revoked) = join(bed, &admin, "/users", standing("gone@aurora.example", "aurora-administrator")).await;
    assert_eq!(bed.get(&revoked, "/c/harbor/audit").await.status, 200, "it was a session");
    assert_eq!(bed.patch(&admin, &format!("/users/{id}"), json!({"command": "suspend"})).await.status, 200);
    let token = portal.open(bed).await;
    assert_eq!(portal.get(bed, &token, "/all/queue").await.status, 200, "it is a token, where it was made for");
    let key = ingest_keys::make(&bed.app.store, &ClientId("harbor".into()), bed.app.now()).await;
    let bearer = |secret: String| ("authorization", format!("Bearer {secret}"));
    vec![
        ("revoked", vec![("cookie", revoked)]),
        ("wrong audience", vec![bearer(token), ("x-embed-origin", "https://elsewhere.example".to_owned())]),
        ("a collector", vec![bearer(key.expect("made").expect("a client"))]),
        ("nobody", vec![]),
    ]
}

async fn ask(
    bed: &Bed,
    places: &mut Places,
    credential: &[(&'static str, String)],
    method: &str,
    target: &Target,
) -> Reply {
    let body = places.body(method, target);
    let mut headers: Vec<(&str, &str)> = credential.iter().map(|(name, value)| (*name, value.as_str())).collect();
    headers.push(("if-match", "\"0\""));
    bed.call(None, method, &target.path, body, &headers).await
}

/// The status, and what is missing where that is told.
fn cell(reply: &Reply) -> String {
    let lacks = serde_json::from_slice::<serde_json::Value>(&reply.body).ok();
    let lacks = lacks.and_then(|problem| Some(format!(" {}", problem["capability"].as_str()?)));
    format!("{}{}", reply.status, lacks.unwrap_or_default())
}

#[tokio::test]
async fn without_a_credential_every_address_is_the_same() {
    let bed = Bed::new().await;
    let first = bed.call(None, "GET", "/session", None, &[]).await.blind();
    assert_eq!(first.0, 401);
    for path in ["/all/queue", "/c/nowhere/queue", "/nothing", "/c/harbor/incidents/HAR-1001", "/invitations"] {
        for method in ["GET", "PATCH", "PUT", "DELETE"] {
            let reply = bed.call(None, method, path, None, &[]).await;
            assert_eq!(reply.blind(), first, "{method} {path}");
        }
    }
    let places = Places::new(&bed).await;
    for ((method, pattern), _) in api::doors().0.into_iter().filter(|(_, door)| *door != Door::Open) {
        let path = &places.targets(&method, &pattern)[0].path;
        assert_eq!(bed.call(None, &method, path, None, &[]).await.blind(), first, "{method} {path}");
    }
}
