//! Files kept with the evidence: sealed, told without their names, found by an opening and handed out on record.

use crate::{
    export::unpacked,
    harness::{Bed, Reply},
    retention::days,
};
use axum::{body::Body, http::Request};
use jiff::SignedDuration;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tenant_api::store::{Everywhere, retention::sweep};

const PATH: &str = "/c/harbor/incidents/HAR-1001";
/// What saving a file asks for.
fn why() -> Value {
    json!({"reason": "To analyse it"})
}

/// Keeps a file as the console does.
pub(crate) async fn keep(bed: &Bed, cookie: &str, key: &str, name: &str, content: &[u8]) -> Reply {
    let request = Request::post(format!("/api/v1/c/harbor/incidents/{key}/artifacts")).header("cookie", cookie);
    let request = request.header("sec-fetch-site", "same-origin").header("content-type", "application/octet-stream");
    let request = request.header("x-file-name", name).body(Body::from(content.to_vec()));
    bed.send(request.expect("a request")).await
}

async fn open(bed: &Bed, cookie: &str, key: &str) -> (String, Vec<Value>) {
    let path = format!("/c/harbor/incidents/{key}/evidence-openings");
    let opened = bed.post(cookie, &path, json!({"reason": "Triage"})).await.json();
    let artifacts = opened["evidence"]["artifacts"].as_array().expect("a list").clone();
    (format!("{path}/{}", opened["receipt"]["id"].as_str().expect("an id")), artifacts)
}

#[tokio::test]
async fn a_file_is_found_by_an_opening_and_handed_out_on_record() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    let kept = keep(&bed, &ours, "HAR-1001", "canary%20%C3%BC%22.exe", b"MZ canary").await;
    assert_eq!(kept.status, 201, "{:?}", kept.body);
    let file = kept.json();
    assert_eq!((&file["name"], &file["size_bytes"]), (&json!("canary ü\".exe"), &json!(9)));
    let sum: String = Sha256::digest(b"MZ canary").iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(file["sha256"], json!(sum));

    let (receipt, artifacts) = open(&bed, &theirs, "HAR-1001").await;
    assert_eq!(artifacts, std::slice::from_ref(&file));
    let at = |receipt: &str| format!("{receipt}/artifacts/{}", file["id"].as_str().expect("an id"));
    let download = at(&receipt);
    for (why, field) in [
        (json!({}), "reason"),
        (json!({"reason": ""}), "reason"),
        (json!({"reason": " "}), "reason"),
        (json!({"reason": "triage"}), "reason"),
        (json!({"reason": "To analyse it", "as": "it.exe"}), "as"),
    ] {
        assert_eq!(bed.post(&theirs, &download, why.clone()).await.field(), field, "{why}");
    }
    let by_address = bed.get(&theirs, &[&download, "?reason=To%20analyse%20it"].concat()).await;
    assert_eq!(by_address.status, 405, "why stands in no address");
    let handed = bed.post(&theirs, &download, why()).await;
    assert_eq!((handed.status, handed.body.as_ref()), (200, b"MZ canary".as_slice()));
    let header = |name: &str| handed.headers[name].to_str().expect("text").to_owned();
    assert_eq!(header("content-type"), "application/octet-stream");
    assert_eq!(header("content-disposition"), "attachment; filename*=UTF-8''canary%20%C3%BC%22%2Eexe");
    assert!(header("content-security-policy").contains("sandbox"));
    let told = bed.get(&theirs, "/c/harbor/audit?action=artifact_downloaded").await.items();
    assert_eq!((told.len(), &told[0]["contents"]["subject"]), (1, &json!("HAR-1001")));
    assert!(!told[0].to_string().contains("analyse"), "the reason stands with the incident alone");
    let record = bed.get(&theirs, "/c/harbor/evidence-openings?incident=HAR-1001").await.items()[0].clone();
    assert_eq!((&record["downloads"], &record["copies"]), (&json!(1), &json!(0)));
    let timeline = bed.get(&ours, &format!("{PATH}/timeline?show=openings")).await.items();
    assert_eq!((&timeline[0]["kind"], &timeline[0]["reason"]), (&json!("file_saved"), &json!("To analyse it")));
    assert_eq!(timeline[0]["by"]["id"], "manager-harbor");

    // For the opener, of this incident, and not for ever.
    assert_eq!(bed.post(&ours, &download, why()).await.status, 404);
    let (other, none) = open(&bed, &theirs, "HAR-1002").await;
    assert_eq!(none, [] as [Value; 0]);
    assert_eq!(bed.post(&theirs, &at(&other), why()).await.status, 404);
    bed.pass(SignedDuration::from_mins(10));
    assert_eq!(bed.post(&theirs, &download, why()).await.status, 404);
    assert_eq!(bed.get(&theirs, "/c/harbor/audit?action=artifact_downloaded").await.items().len(), 1);
}

#[tokio::test]
async fn it_is_told_with_its_size_and_whose_it_is_and_never_by_name() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    bed.get(&theirs, PATH).await;
    bed.pass(SignedDuration::from_secs(1));
    let kept = keep(&bed, &ours, "HAR-1001", "canary.exe", b"MZ canary").await.json();
    let told = bed.get(&theirs, &format!("{PATH}/timeline")).await.items();
    assert_eq!((&told[0]["kind"], &told[0]["size_bytes"]), (&json!("file_kept"), &json!(9)));
    assert_eq!(told[0]["by"]["id"], "analyst-aurora");
    let row = bed.get(&theirs, "/c/harbor/queue/rows?keys=HAR-1001").await.items()[0].clone();
    assert_eq!((&row["unread"], &row["version"]), (&json!(true), &json!(1)), "news, and no version of the incident");
    for path in [PATH, &format!("{PATH}/timeline"), &format!("{PATH}/notes"), "/all/queue", "/c/harbor/audit"] {
        let body = String::from_utf8_lossy(&bed.get(&theirs, path).await.body).to_lowercase();
        for secret in ["canary", kept["sha256"].as_str().expect("a hash")] {
            assert!(!body.contains(secret), "{secret} in {path}");
        }
    }
}

#[tokio::test]
async fn what_may_not_be_kept_is_not() {
    let bed = Bed::new().await;
    let (ours, junior) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("junior@aurora.example").await);
    let outsider = bed.sign_in("admin@basalt.example").await;
    let before = bed.state().await;
    let refused = keep(&bed, &junior, "HAR-1001", "a.txt", b"a").await;
    assert_eq!((refused.status, &refused.json()["capability"]), (403, &json!("evidence.open")));
    assert_eq!(keep(&bed, &outsider, "HAR-1001", "a.txt", b"a").await.status, 404);
    assert_eq!(keep(&bed, &ours, "HAR-9999", "a.txt", b"a").await.status, 404);
    assert_eq!(keep(&bed, &ours, "HAR-1001", "a.txt", b"").await.field(), "body");
    // U+202E turns what follows round, U+200B and U+E0041 are not seen, U+2028 begins a line.
    let unseen = ["invoice%E2%80%AEfdp.exe", "a%E2%80%8Bb", "a%F3%A0%81%81b", "a%E2%80%A8b"];
    for name in ["", "%20", "a%00b", "a%0Ab", &"a".repeat(201)].into_iter().chain(unseen) {
        assert_eq!(keep(&bed, &ours, "HAR-1001", name, b"a").await.field(), "x-file-name", "{name}");
    }
    let large = vec![0; 16 * 1024 * 1024 + 1];
    assert_eq!(keep(&bed, &ours, "HAR-1001", "a.bin", &large).await.status, 413);
    assert_eq!(bed.state().await, before);
    assert_eq!(keep(&bed, &ours, "HAR-1001", "a.bin", &large[1..]).await.status, 201, "the largest");
}

#[tokio::test]
async fn whoever_keeps_one_writes_what_the_client_reads() {
    let bed = Bed::new().await;
    let (ours, admin) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("admin@aurora.example").await);
    let over = json!({"added": [], "removed": ["note.shared"]});
    assert_eq!(bed.patch(&admin, "/c/harbor/profiles/aurora-analyst", over).await.status, 200);
    let refused = keep(&bed, &ours, "HAR-1001", "a.txt", b"a").await;
    assert_eq!((refused.status, &refused.json()["capability"]), (403, &json!("note.shared")));
}

#[tokio::test]
async fn a_clients_files_come_to_so_much_and_no_more() {
    let bed = Bed::new().await;
    let ours = bed.sign_in("admin@aurora.example").await;
    assert_eq!(keep(&bed, &ours, "HAR-1001", "a.txt", b"a").await.status, 201);
    let mut write = bed.app.store.write(&Everywhere).await.expect("the writer");
    let large = "UPDATE kept_files SET size_bytes = 4294967295 WHERE client_id = 'harbor'";
    sqlx::query(large).execute(&mut *write).await.expect("larger");
    write.commit().await.expect("committed");
    assert_eq!(keep(&bed, &ours, "HAR-1002", "b.txt", b"bb").await.status, 409);
    assert_eq!(keep(&bed, &ours, "HAR-1002", "b.txt", b"b").await.status, 201, "to the last byte");
    let elsewhere = Request::post("/api/v1/c/cedar/incidents/CED-1001/artifacts").header("cookie", &ours);
    let elsewhere = elsewhere.header("sec-fetch-site", "same-origin").header("x-file-name", "c.txt");
    let elsewhere = elsewhere.header("content-type", "application/octet-stream").body(Body::from("c"));
    assert_eq!(bed.send(elsewhere.expect("a request")).await.status, 201, "each client for itself");
    bed.pass(days(181));
    let ours = bed.sign_in("admin@aurora.example").await;
    assert_eq!(keep(&bed, &ours, "HAR-1002", "d.txt", b"d").await.status, 201, "what has ended takes no room");
}

#[tokio::test]
async fn it_ends_with_the_evidence_of_its_age_and_its_export_has_it() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let older = keep(&bed, &admin, "HAR-1001", "older.txt", b"an older canary").await.json();
    let files = unpacked(&bed.post(&admin, "/c/harbor/exports", json!({"reason": "Yearly copy"})).await.body);
    assert_eq!(files[&format!("files/{}", older["id"].as_str().expect("an id"))], b"an older canary");
    let line: Value = serde_json::from_slice(&files["artifacts/00001.ndjson"]).expect("a line");
    assert_eq!((&line["incident"], &line["artifact"]), (&json!("HAR-1001"), &older));

    bed.pass(days(100));
    let admin = bed.sign_in("admin@aurora.example").await;
    let newer = keep(&bed, &admin, "HAR-1001", "newer.txt", b"a newer canary").await.json();
    bed.pass(days(81));
    // The findings of every client, and the older of the two files.
    assert_eq!(sweep(&bed.app.store, bed.app.now()).await.expect("swept").records, 20);
    let admin = bed.sign_in("admin@aurora.example").await;
    let (receipt, artifacts) = open(&bed, &admin, "HAR-1001").await;
    assert_eq!(artifacts, [newer]);
    let gone = format!("{receipt}/artifacts/{}", older["id"].as_str().expect("an id"));
    assert_eq!(bed.post(&admin, &gone, why()).await.status, 404);
    let told = bed.get(&admin, &format!("{PATH}/timeline")).await.items();
    assert_eq!(told.iter().filter(|entry| entry["kind"] == "file_kept").count(), 2, "that it was there is known on");
}
