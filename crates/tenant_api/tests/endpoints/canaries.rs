//! What a source writes is found in the answers of evidence, all of it, and nowhere else in any form: not in another answer,
//! an export's other files, a stream or a log. And an internal note changes no byte of what a client receives.

mod encodings;
mod log;
mod plant;
mod process;

use crate::{
    devices::connect,
    export::unpacked,
    harness::{Bed, Reply, now},
    interference::told::Told,
    places::{Places, Target},
    portal::Portal,
};
use encodings::{ENCODINGS, Search};
use jiff::SignedDuration;
use log::Log;
use plant::Nest;
use process::Process;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tenant_api::{
    demo::organisations::PEOPLE,
    http::api,
    routes::events::bound_to,
    store::{ingest_keys, installation, outbox::Mark},
};
use wire::session::{ClientId, UserId};

/// The incidents that the two findings open.
const KEYS: [&str; 2] = ["HAR-1008", "HAR-1009"];
const OPENERS: [&str; 4] =
    ["admin@aurora.example", "analyst@aurora.example", "manager@harbor.example", "analyst@harbor.example"];

/// A principal by what it sends.
type Credential = Vec<(&'static str, String)>;

/// What was searched, and what was found where it may not be.
#[derive(Default)]
struct Sweep {
    answers: usize,
    /// That were no refusals.
    granted: usize,
    bytes: usize,
    leaks: Vec<String>,
    /// Receipts that came with evidence.
    opened: BTreeSet<String>,
}

impl Sweep {
    fn look(&mut self, search: &Search, what: &str, bytes: &[u8]) {
        self.answers += 1;
        self.bytes += bytes.len();
        self.leaks.extend(search.hits(bytes).into_iter().map(|hit| format!("{what}: {hit:?}")));
    }

    fn reply(&mut self, search: &Search, what: &str, reply: &Reply) {
        self.granted += usize::from(reply.status < 300);
        self.look(search, what, &all_of(reply));
    }
}

#[tokio::test]
async fn what_a_source_writes_is_in_the_answers_of_evidence_and_nowhere_else() {
    let log = Log::listen();
    let bed = Bed::new().await;
    bed.app.live.end();
    let (mut nest, mut sweep) = (Nest::default(), Sweep::default());
    let time_ms = now().as_millisecond() - 1_800_000;
    let (planted, refused) = (nest.findings(time_ms), nest.refused(time_ms));
    let kept: Vec<&BTreeSet<String>> = planted.iter().map(|planted| &planted.canaries).collect();
    let all: BTreeSet<String> = kept.iter().copied().chain([&refused.canaries]).flatten().cloned().collect();
    let search = Search::new(&all);

    let key =
        ingest_keys::make(&bed.app.store, &ClientId("harbor".into()), now()).await.expect("made").expect("a client");
    let collector = vec![("authorization", format!("Bearer {key}"))];
    for (finding, accepted) in planted.iter().map(|planted| (&planted.finding, 1)).chain([(&refused.finding, 0)]) {
        let reply = ask(&bed, &collector, "POST", "/ingest/findings", Some(finding.clone())).await;
        assert_eq!((reply.status, &reply.json()["accepted"]), (200, &json!(accepted)), "{:?}", reply.body);
        sweep.reply(&search, "ingest", &reply);
    }

    evidence(&bed, &search, &kept, &mut sweep).await;
    let operations = every_operation(&bed, &search, &collector, &mut sweep).await;
    let receipts = receipts(&bed).await;
    assert_eq!(sweep.opened, receipts, "an answer with evidence for each receipt, and a receipt for each");
    exports(&bed, &search, &kept, &mut sweep).await;
    let log = log.end();
    assert!(log.contains("INSERT INTO incidents"), "what is logged is heard");
    sweep.look(&search, "the log", log.as_bytes());

    println!(
        "canaries: {} in {} encodings, {operations} operations, {} answers ({} granted) and files of {} bytes \
         (the log has {}): {} hits; {} evidence answers = {} receipts",
        all.len(),
        ENCODINGS.len(),
        sweep.answers,
        sweep.granted,
        sweep.bytes,
        log.len(),
        sweep.leaks.len(),
        sweep.opened.len(),
        receipts.len()
    );
    assert!(sweep.granted > 4 * operations && sweep.opened.len() > OPENERS.len() * KEYS.len(), "much is granted");
    assert!(sweep.leaks.is_empty(), "{:#?}", sweep.leaks);
}

/// Everybody who may opens both incidents: every canary is there, and nothing that was refused is.
async fn evidence(bed: &Bed, search: &Search, kept: &[&BTreeSet<String>], sweep: &mut Sweep) {
    for email in OPENERS {
        let cookie = bed.sign_in(email).await;
        for (key, canaries) in KEYS.iter().zip(kept) {
            let path = format!("/c/harbor/incidents/{key}/evidence-openings");
            let opened = bed.post(&cookie, &path, json!({"reason": "Triage"})).await;
            assert_eq!(opened.status, 201, "{email}: {:?}", opened.body);
            let receipt = receipt(&opened.json()["receipt"]);
            let page = bed.get(&cookie, &format!("{path}/{receipt}/findings")).await;
            for reply in [&opened, &page] {
                assert_eq!(found(search, &all_of(reply)), **canaries, "{email}: every canary, and no other");
            }
            sweep.reply(search, "close", &bed.post(&cookie, &format!("{path}/{receipt}/close"), json!({})).await);
            sweep.opened.insert(receipt);
        }
    }
}

/// What is on record, of every client that was asked.
async fn receipts(bed: &Bed) -> BTreeSet<String> {
    let mut receipts = BTreeSet::new();
    for (email, client) in
        [("admin@aurora.example", "harbor"), ("admin@aurora.example", "meridian"), ("admin@basalt.example", "ember")]
    {
        let cookie = bed.sign_in(email).await;
        let listed = bed.get(&cookie, &format!("/c/{client}/evidence-openings?limit=200")).await.items();
        receipts.extend(listed.iter().map(receipt));
    }
    receipts
}

fn receipt(receipt: &Value) -> String {
    receipt["id"].as_str().expect("an id").to_owned()
}

/// Each operation of the document, asked by each principal of each place that they have, of both incidents.
async fn every_operation(bed: &Bed, search: &Search, collector: &Credential, sweep: &mut Sweep) -> usize {
    let (mut places, portal) = (Places::new(bed).await, Portal::new(bed).await);
    let mut principals: Vec<(&str, Credential)> = vec![("nobody", vec![]), ("a collector", collector.clone())];
    principals.push(("a partner's server", vec![("authorization", format!("Bearer {}", portal.key))]));
    principals.push(("a partner's user", portal.credential(&portal.open(bed).await).to_vec()));
    principals.push(("a wallboard", vec![("cookie", connect(bed, &portal.admin, json!({})).await.1)]));
    for person in &PEOPLE {
        principals.push((person.email, vec![("cookie", bed.sign_in(person.email).await)]));
    }
    // What ends the session it is asked with, or all others, comes last, and with a session of its own.
    let ends = |method: &str, pattern: &str| method == "DELETE" && pattern.starts_with("/session");
    let mut operations: Vec<_> = api::doors().0.into_keys().collect();
    operations.sort_by_key(|(method, pattern)| ends(method, pattern));
    for (method, pattern) in &operations {
        if ends(method, pattern) {
            // So much was refused from this address that it has to wait before it can sign in.
            bed.pass(SignedDuration::from_mins(5));
        }
        let is_opening = method == "POST" && pattern.ends_with("/evidence-openings");
        for (who, credential) in &principals {
            let mut credential = credential.clone();
            if ends(method, pattern) && who.contains('@') {
                credential = vec![("cookie", bed.sign_in(who).await)];
            }
            // Of the other incident only what is about one.
            let mut paths = BTreeSet::new();
            for (key, target) in KEYS
                .iter()
                .flat_map(|key| places.targets(method, pattern).into_iter().map(move |target| (key, target)))
                .collect::<Vec<_>>()
            {
                let path = target.path.replace("HAR-1001", key);
                if !paths.insert(path.clone()) {
                    continue;
                }
                let body = places.body(method, &target);
                let reply = ask(bed, &credential, method, &path, body).await;
                if is_opening && reply.status == 201 {
                    sweep.opened.insert(receipt(&reply.json()["receipt"]));
                    let here = path.contains("/harbor/");
                    assert_eq!(!search.hits(&reply.body).is_empty(), here, "{who}: {path}");
                } else {
                    sweep.reply(search, &format!("{method} {path} of {who}"), &reply);
                }
            }
        }
    }
    bed.pass(SignedDuration::from_mins(5));
    let manager = bed.sign_in("manager@harbor.example").await;
    let streamed = events(bed, &manager, "manager-harbor", "/c/harbor").await;
    assert!(String::from_utf8_lossy(&streamed.body).contains(KEYS[1]), "what was missed is told");
    sweep.reply(search, "what was missed", &streamed);
    operations.len()
}

/// Of an archive only the evidence has canaries, and all of them.
async fn exports(bed: &Bed, search: &Search, kept: &[&BTreeSet<String>], sweep: &mut Sweep) {
    let admin = bed.sign_in("admin@aurora.example").await;
    let archive = bed.post(&admin, "/c/harbor/exports", json!({"reason": "Yearly copy"})).await;
    assert_eq!(archive.status, 200);
    let (evidence, others): (Vec<_>, Vec<_>) =
        unpacked(&archive.body).into_iter().partition(|(name, _)| name.starts_with("evidence/"));
    let evidence: Vec<u8> = evidence.into_iter().flat_map(|(_, bytes)| bytes).collect();
    assert_eq!(found(search, &evidence), kept.iter().copied().flatten().cloned().collect());
    assert!(others.len() > 5, "an archive has more than evidence");
    for (name, bytes) in &others {
        sweep.look(search, &format!("{name} of an export"), bytes);
    }
}

/// What the process says of findings that it takes, refuses, and cannot keep.
#[tokio::test]
async fn nothing_of_a_source_is_said_on_the_outputs_of_the_process() {
    let bed = Bed::new().await;
    let (mut nest, harbor) = (Nest::default(), ClientId("harbor".into()));
    let key = ingest_keys::make(&bed.app.store, &harbor, now()).await.expect("made").expect("a client");
    let [one, other] = nest.findings(now().as_millisecond());
    let refused = nest.refused(now().as_millisecond());
    let all = [&one, &other, &refused].into_iter().flat_map(|planted| planted.canaries.clone()).collect();
    let process = Process::start(&bed.ground);
    for finding in [&one.finding, &refused.finding, &json!("not one: zqkaa&ü7")] {
        assert_eq!(process.ingest(&key, finding), 200);
    }
    bed.ground.tamper("ALTER TABLE findings RENAME TO elsewhere").await;
    assert_eq!(process.ingest(&key, &other.finding), 500);
    let said = process.end();
    assert!(said.contains("findings"), "that the store failed is said: {said}");
    let search = Search::new(&all);
    let hits = search.hits(said.as_bytes());
    println!(
        "outputs: {} canaries in {} encodings, {} bytes: {} hits",
        all.len(),
        ENCODINGS.len(),
        said.len(),
        hits.len()
    );
    assert!(hits.is_empty(), "{hits:?}");
}

#[tokio::test]
async fn an_internal_note_changes_no_byte_of_what_a_client_receives() {
    let bed = Bed::new().await;
    bed.app.live.end();
    let analyst = bed.sign_in("analyst@aurora.example").await;
    let (places, portal) = (Places::new(&bed).await, Portal::new(&bed).await);
    let mut sessions: Vec<(&str, Credential)> = vec![];
    for email in ["manager@harbor.example", "analyst@harbor.example", "viewer@harbor.example"] {
        sessions.push((email, vec![("cookie", bed.sign_in(email).await)]));
    }
    sessions.push(("a partner's user", portal.credential(&portal.open(&bed).await).to_vec()));
    // Reading marks as read: only from the second time on nothing changes by itself.
    everything_read(&bed, &places, &sessions).await;
    let before = everything_read(&bed, &places, &sessions).await;
    let notes = "/c/harbor/incidents/HAR-1001/notes";
    let note = |visibility: &str| json!({"visibility": visibility, "body": "A word among colleagues"});
    assert_eq!(bed.post(&analyst, notes, note("internal")).await.status, 201);
    let after = everything_read(&bed, &places, &sessions).await;
    let changed = before.iter().zip(&after).filter(|(before, after)| before != after).count();
    println!("internal notes: {} answers of {} sessions, {changed} changed", before.len(), sessions.len());
    assert_eq!((before, changed), (after.clone(), 0));
    assert_eq!(bed.post(&analyst, notes, note("shared")).await.status, 201);
    assert_ne!(everything_read(&bed, &places, &sessions).await, after, "a shared one is news");
}

/// Every answer that a session can read, its streams among them, with what the server drew at random named or opened.
async fn everything_read(bed: &Bed, places: &Places, sessions: &[(&str, Credential)]) -> Vec<String> {
    let key = installation::settle(&bed.app.store, false).await.expect("read").sealing_key;
    let mut read = vec![];
    for (who, credential) in sessions {
        let mut told = Told::new(key);
        for (_, pattern) in api::doors().0.keys().filter(|(method, _)| method == "GET") {
            for Target { path, .. } in places.targets("GET", pattern) {
                let reply = ask(bed, credential, "GET", &path, None).await;
                read.push(format!("{who}, {path}: {}", told.of(&reply)));
            }
        }
        if let [("cookie", cookie)] = credential.as_slice() {
            let user = who.replace('@', "-").replace(".example", "");
            for scope in ["/all", "/c/harbor"] {
                read.push(format!("{who}, {scope}: {}", told.of(&events(bed, cookie, &user, scope).await)));
            }
        }
    }
    read
}

/// What a stream is told that was away since the client's first change.
async fn events(bed: &Bed, cookie: &str, user: &str, scope: &str) -> Reply {
    let first = Mark { client: ClientId("harbor".into()), internal: false, turn: 1 };
    let caller = bed.app.store.caller(&UserId(user.to_owned())).await.expect("read").expect("there");
    let id = bed.app.sealer.seal(&first, &bound_to(&caller, scope)).expect("sealed");
    bed.call(Some(cookie), "GET", &format!("{scope}/events"), None, &[("last-event-id", &id)]).await
}

async fn ask(bed: &Bed, credential: &Credential, method: &str, path: &str, body: Option<Value>) -> Reply {
    let mut headers: Vec<(&str, &str)> = credential.iter().map(|(name, value)| (*name, value.as_str())).collect();
    headers.push(("if-match", "\"1\""));
    bed.call(None, method, path, body, &headers).await
}

fn all_of(reply: &Reply) -> Vec<u8> {
    let headers =
        reply.headers.iter().flat_map(|(name, value)| [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\n"]);
    headers.chain([reply.body.as_ref()]).flatten().copied().collect()
}

/// Which canaries stand there plainly.
fn found(search: &Search, bytes: &[u8]) -> BTreeSet<String> {
    let plain = search.hits(bytes).into_iter().filter(|(_, encoding)| *encoding == "plain");
    plain.map(|(canary, _)| canary.clone()).collect()
}
