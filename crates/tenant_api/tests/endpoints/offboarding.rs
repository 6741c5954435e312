//! How a client leaves: two persons, a delay, and then nothing but a certificate.

use crate::{
    ground::{FILES, on_postgres},
    harness::{Bed, finding},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tenant_api::ingest;
use tenant_api::store::{
    Everywhere, Store, accounts,
    alerts::Alert,
    ingest_keys, offboarding,
    organisations::{NewClient, NewUser, Template},
};
use wire::{session::ClientId, vocabulary::Severity};

const OFFBOARDING: &str = "/c/harbor/offboarding";
const HEAD: &str = "/c/harbor/incidents/HAR-1001";

/// Another administrator of an organisation.
async fn second(bed: &Bed, organisation: &str, clients: &[String]) -> String {
    let hash = accounts::find(&bed.app.store, "analyst@aurora.example").await.expect("read").expect("there").1;
    let email = format!("second@{organisation}.example");
    let user = NewUser {
        email: &email,
        name: "Second Person",
        organisation,
        organisation_name: organisation,
        template: Template::Administrator,
        clients,
        password_hash: &hash,
    };
    user.add(&bed.app.store, bed.app.now()).await.expect("added");
    email
}

async fn command(bed: &Bed, cookie: &str, path: &str, command: Value) -> (u16, Value) {
    let reply = bed.call(Some(cookie), "PATCH", path, Some(command), &[]).await;
    (reply.status, reply.json())
}

fn ask() -> Value {
    json!({"command": "ask", "reason": "End of contract"})
}

fn confirm() -> Value {
    json!({"command": "confirm"})
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

async fn delete_due(bed: &Bed) -> usize {
    offboarding::delete_due(&bed.app.store, bed.app.now()).await.expect("done")
}

/// Harbor, asked for and confirmed.
async fn leaving(bed: &Bed) -> String {
    let (first, other) = (bed.sign_in("admin@aurora.example").await, second(bed, "aurora", &[]).await);
    assert_eq!(command(bed, &first, OFFBOARDING, ask()).await.0, 200);
    let other = bed.sign_in(&other).await;
    let (status, stands) = command(bed, &other, OFFBOARDING, confirm()).await;
    assert_eq!((status, &stands["state"]), (200, &json!("leaving")));
    assert_eq!(stands["deletes_at"], json!("2026-12-24T09:00:00Z"));
    first
}

/// A client of Aurora's that was there, and is no more: thirty days later.
pub(crate) async fn gone(bed: &Bed, client: &str) {
    let path = format!("/c/{client}/offboarding");
    let (first, other) = (bed.sign_in("admin@aurora.example").await, second(bed, "aurora", &[]).await);
    assert_eq!(command(bed, &first, &path, ask()).await.0, 200);
    assert_eq!(command(bed, &bed.sign_in(&other).await, &path, confirm()).await.0, 200);
    bed.pass(days(30));
    assert_eq!(delete_due(bed).await, 1);
}

#[tokio::test]
async fn it_takes_two_persons_in_the_right_order() {
    let bed = Bed::new().await;
    let (first, other) = (bed.sign_in("admin@aurora.example").await, second(&bed, "aurora", &[]).await);
    let other = bed.sign_in(&other).await;
    assert_eq!(bed.get(&first, OFFBOARDING).await.json()["state"], json!("active"));
    assert_eq!(command(&bed, &first, OFFBOARDING, confirm()).await.0, 409);
    assert_eq!(command(&bed, &first, OFFBOARDING, json!({"command": "ask", "reason": ""})).await.0, 422);
    let (status, stands) = command(&bed, &first, OFFBOARDING, ask()).await;
    assert_eq!((status, &stands["state"], &stands["confirmed"]), (200, &json!("active"), &Value::Null));
    let (status, problem) = command(&bed, &first, OFFBOARDING, confirm()).await;
    assert_eq!((status, &problem["detail"]), (409, &json!("Another person than who asked has to confirm")));
    assert_eq!(command(&bed, &other, OFFBOARDING, ask()).await.0, 409);
    bed.pass(days(40));
    assert_eq!(delete_due(&bed).await, 0, "one person's word deletes nothing");
    let other = bed.sign_in("second@aurora.example").await;
    assert_eq!(command(&bed, &other, OFFBOARDING, confirm()).await.0, 200);
    assert_eq!(command(&bed, &other, OFFBOARDING, confirm()).await.0, 409);
    let entries = bed.get(&other, "/c/harbor/audit?action=offboarding_asked,offboarding_confirmed").await.items();
    assert_eq!(entries.len(), 2);
}

#[tokio::test]
async fn a_leaving_client_can_be_read_and_nothing_else_until_it_is_called_off() {
    let bed = Bed::new().await;
    let key = ingest_keys::make(&bed.app.store, &ClientId("harbor".into()), bed.app.now()).await;
    let key = format!("Bearer {}", key.expect("made").expect("a client"));
    let send = async || {
        let body = finding("late", "newhost", 4);
        bed.call(None, "POST", "/ingest/findings", Some(body), &[("authorization", &key)]).await.status
    };
    let admin = leaving(&bed).await;
    let analyst = bed.sign_in("analyst@aurora.example").await;
    let set = json!({"command": "set_priority", "priority": "critical"});
    let change = async || bed.command(&analyst, HEAD, "\"1\"", set.clone()).await.status;
    let note = async || {
        let note = json!({"visibility": "shared", "body": "x"});
        bed.post(&analyst, &format!("{HEAD}/notes"), note).await.status
    };
    assert_eq!((change().await, note().await, send().await), (403, 403, 401));
    let reason = json!({"reason": "Look back"});
    assert_eq!(bed.post(&analyst, &format!("{HEAD}/evidence-openings"), reason.clone()).await.status, 201);
    assert_eq!(bed.post(&admin, "/c/harbor/exports", reason).await.status, 200);
    for path in ["/c/harbor/queue", "/c/harbor/overview/operational", "/c/harbor/evidence-openings", HEAD] {
        assert_eq!(bed.get(&analyst, path).await.status, 200, "{path}");
    }
    let cedar = bed.command(&analyst, "/c/cedar/incidents/CED-1001", "\"1\"", set.clone()).await.status;
    assert_eq!(cedar, 200, "the others work on");
    let off = json!({"command": "call_off", "reason": "They stay"});
    let (status, stands) = command(&bed, &admin, OFFBOARDING, off.clone()).await;
    assert_eq!((status, &stands["state"], &stands["asked"]), (200, &json!("active"), &Value::Null));
    assert_eq!((change().await, note().await, send().await), (200, 201, 200));
    assert_eq!(command(&bed, &admin, OFFBOARDING, off).await.0, 409);
    bed.pass(days(31));
    assert_eq!(delete_due(&bed).await, 0);
}

#[tokio::test]
async fn a_legal_hold_stops_it_to_the_last_moment() {
    let bed = Bed::new().await;
    let admin = leaving(&bed).await;
    let hold = json!({"command": "place_hold", "reason": "Case 7"});
    assert_eq!(command(&bed, &admin, "/c/harbor/retention", hold).await.0, 200);
    bed.pass(days(31));
    assert_eq!(delete_due(&bed).await, 0);
    let admin = bed.sign_in("admin@aurora.example").await;
    let lift = json!({"command": "lift_hold", "reason": "Settled"});
    assert_eq!(command(&bed, &admin, "/c/harbor/retention", lift).await.0, 200);
    assert_eq!(delete_due(&bed).await, 1);
}

#[tokio::test]
async fn a_deleted_client_is_as_if_it_had_never_been() {
    let bed = Bed::new().await;
    let key = ingest_keys::make(&bed.app.store, &ClientId("harbor".into()), bed.app.now()).await;
    let key = format!("Bearer {}", key.expect("made").expect("a client"));
    let unknown = bed.attempt("nobody@harbor.example", "bulkhead-demo").await.blind();
    let manager = bed.sign_in("manager@harbor.example").await;
    bed.post(&manager, &format!("{HEAD}/evidence-openings"), json!({"reason": "Triage"})).await;
    bed.post(&manager, &format!("{HEAD}/notes"), json!({"visibility": "shared", "body": "x"})).await;
    leaving(&bed).await;
    bed.pass(days(30) - SignedDuration::from_secs(1));
    assert_eq!(delete_due(&bed).await, 0);
    bed.pass(SignedDuration::from_secs(1));
    assert_eq!(delete_due(&bed).await, 1);

    assert_eq!(bed.attempt("manager@harbor.example", "bulkhead-demo").await.blind(), unknown);
    assert_eq!(bed.get(&manager, "/session").await.status, 401);
    let with_key = bed.call(None, "POST", "/ingest/findings", Some(json!([])), &[("authorization", &key)]).await;
    assert_eq!(with_key.status, 401);
    let admin = bed.sign_in("admin@aurora.example").await;
    for path in ["/c/harbor/queue", "/c/harbor/audit", "/c/harbor/offboarding", "/c/harbor/audit/head", HEAD] {
        let never = bed.get(&admin, &path.replace("harbor", "nowhere")).await.blind();
        assert_eq!((never.0, bed.get(&admin, path).await.blind()), (404, never.clone()), "{path}");
    }
    let session = String::from_utf8_lossy(&bed.get(&admin, "/session").await.body).into_owned();
    assert!(!session.contains("harbor") && session.contains("cedar"));
    assert!(bed.get(&admin, "/all/queue").await.keys().iter().all(|key| !key.starts_with("HAR")));
    assert_eq!(left(&bed).await, vec![]);
    let fox = NewClient { id: "harbor", code: "HAR", name: "Another", colour: "#123456", managed_by: Some("basalt") };
    fox.add(&bed.app.store, bed.app.now()).await.expect("the name is free");
    let body = finding("first", "host", 3).to_string();
    let again = ClientId("harbor".into());
    let taken = ingest::take(&bed.app.store, &again, body.as_bytes(), || bed.app.now()).await.expect("taken");
    assert_eq!(taken.incidents[0].0, "HAR-1001");
}

/// Where something of Harbor stands; its MSP's own profiles, audit and certificate apart.
async fn left(bed: &Bed) -> Vec<(String, String)> {
    let mut left = bed.ground.places("harbor", &["profiles", "profile_capabilities", "certificates", "audit"]).await;
    let audit = "SELECT COUNT(*) FROM audit WHERE owner_id <> 'aurora' AND contents LIKE '%harbor%'";
    let mut read = bed.app.store.read(&Everywhere).await.expect("a reader");
    if sqlx::query_scalar::<_, i64>(audit).fetch_one(&mut *read).await.expect("a count") > 0 {
        left.push(("audit".to_owned(), "contents".to_owned()));
    }
    left
}

#[tokio::test]
async fn the_certificate_says_what_was_deleted_and_the_audit_vouches_for_it() {
    let bed = Bed::new().await;
    let manager = bed.sign_in("manager@harbor.example").await;
    bed.post(&manager, &format!("{HEAD}/evidence-openings"), json!({"reason": "Triage"})).await;
    leaving(&bed).await;
    bed.pass(days(30));
    let admin = bed.sign_in("admin@aurora.example").await;
    let heads = [
        bed.get(&admin, "/c/harbor/audit/head").await.json()["hash"].clone(),
        bed.get(&admin, "/c/harbor/evidence-openings/head").await.json()["hash"].clone(),
    ];
    assert_eq!(delete_due(&bed).await, 1);
    let admin = bed.sign_in("admin@aurora.example").await;
    let issued = bed.get(&admin, "/certificates").await.items().remove(0);
    let certificate = &issued["certificate"];
    assert_eq!((&certificate["client"], &certificate["name"]), (&json!("harbor"), &json!("Harbor Logistics")));
    assert_eq!(certificate["asked"]["by"]["name"], json!("Rita Kovacs"));
    assert_eq!(certificate["confirmed"]["by"]["name"], json!("Second Person"));
    assert_eq!(certificate["deleted_at"], json!("2026-12-24T09:00:00Z"));
    // Signing in, asking, confirming, and that the MSP's second administrator widened its access.
    let deleted =
        json!({"incidents": 7, "alerts": 7, "notes": 0, "evidence_openings": 1, "audit_entries": 4, "people": 3});
    assert_eq!(certificate["deleted"], deleted);
    assert_eq!([certificate["heads"][0]["hash"].clone(), certificate["heads"][1]["hash"].clone()], heads);
    assert!(certificate["key_destroyed"].is_string());
    assert_eq!(issued["digest"], json!(crate::audit::sha256(certificate)));
    let told = bed.get(&admin, "/audit?action=client_deleted,key_destroyed").await.items();
    assert_eq!((told.len(), &told[0]["contents"]["detail"]), (2, &issued["digest"]));
    assert_eq!(told[0]["contents"]["actor"], json!("schedule"));
    let basalt = bed.sign_in("admin@basalt.example").await;
    assert_eq!(bed.get(&basalt, "/certificates").await.items(), Vec::<Value>::new());
    assert_eq!(bed.get(&bed.sign_in("lead@aurora.example").await, "/certificates").await.status, 404);
}

/// A backup of the databases from before, with the key files of today.
#[tokio::test]
async fn a_destroyed_key_ends_the_evidence_in_backups_too() {
    // What is copied here are files; what has to hold is the key file's doing.
    if on_postgres() {
        return;
    }
    let bed = Bed::new().await;
    let backup = tempfile::tempdir().expect("a folder");
    leaving(&bed).await;
    for file in FILES.iter().filter(|file| !file.contains("key") && bed.ground.folder().join(file).exists()) {
        std::fs::copy(bed.ground.folder().join(file), backup.path().join(file)).expect("a copy");
    }
    bed.pass(days(30));
    assert_eq!(delete_due(&bed).await, 1);
    for file in FILES.iter().filter(|file| file.contains("key")) {
        std::fs::copy(bed.ground.folder().join(file), backup.path().join(file)).expect("a copy");
    }
    let store = Store::open(&backup.path().join(FILES[0])).await.expect("a store");
    let epoch = Timestamp::UNIX_EPOCH;
    let alert =
        Alert { number: 1, severity: Severity::Low, occurred_at: epoch, received_at: epoch, is_silenced: false };
    let record = async |client: &str| store.vault().findings(&ClientId(client.into()), &[alert]).await;
    assert!(record("cedar").await.expect("read").0[0].record.contains("canary"), "the others' evidence is still there");
    let ended = record("harbor").await.expect_err("no key").to_string();
    assert!(ended.contains("the key of harbor is missing"), "{ended}");
}

#[tokio::test]
async fn a_client_without_an_msp_leaves_too_and_the_operator_has_the_certificate() {
    let bed = Bed::new().await;
    let path = "/c/quill/offboarding";
    let (first, other) = (bed.sign_in("admin@quill.example").await, second(&bed, "quill", &["quill".to_owned()]).await);
    assert_eq!(command(&bed, &first, path, ask()).await.0, 200);
    assert_eq!(command(&bed, &bed.sign_in(&other).await, path, confirm()).await.0, 200);
    let capabilities = bed.get(&first, "/session").await.json()["organisation"]["capabilities"].clone();
    assert_eq!(capabilities, json!(["access.read", "access.lower", "audit.read", "retention.manage"]), "read-only");
    bed.pass(days(30));
    assert_eq!(delete_due(&bed).await, 1);
    assert_eq!(bed.attempt("admin@quill.example", "bulkhead-demo").await.status, 401);
    let mut read = bed.app.store.read(&Everywhere).await.expect("a reader");
    let issued = offboarding::certificate(&mut read, "quill").await.expect("read").expect("issued");
    assert_eq!((issued.certificate.managed_by, issued.certificate.deleted.people), (None, 2));
}
