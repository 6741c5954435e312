//! An export: everything a client owns, nothing of anybody else, and the only other answer with evidence in it.

use crate::harness::{Bed, Reply};
use flate2::read::GzDecoder;
use jiff::SignedDuration;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, io::Read, process::ExitCode};
use tenant_api::store::Everywhere;

const EXPORTS: &str = "/c/harbor/exports";
const HEAD: &str = "/c/harbor/incidents/HAR-1001";

pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// The files of an archive, each as its manifest says it is.
pub(crate) fn unpacked(archive: &[u8]) -> Files {
    let mut tar = tar::Archive::new(GzDecoder::new(archive));
    let files = tar.entries().expect("entries").map(|entry| {
        let mut entry = entry.expect("an entry");
        let name = entry.path().expect("a name").display().to_string();
        let mut bytes = vec![];
        entry.read_to_end(&mut bytes).expect("bytes");
        (name, bytes)
    });
    let mut files: Files = files.collect();
    let manifest: Value = serde_json::from_slice(&files.remove("manifest.json").expect("a manifest")).expect("JSON");
    assert_eq!((&manifest["format"], &manifest["version"]), (&json!("bulkhead-export"), &json!(1)));
    let listed = manifest["files"].as_array().expect("files");
    assert_eq!(listed.len(), files.len());
    for file in listed {
        let bytes = &files[file["name"].as_str().expect("a name")];
        let sum: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((&file["sha256"], &file["bytes"]), (&json!(sum), &json!(bytes.len())));
    }
    files
}

fn lines(files: &Files, kind: &str) -> Vec<Value> {
    let parts = files.iter().filter(|(name, _)| name.starts_with(&format!("{kind}/")));
    let text: String = parts.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect();
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

async fn export(bed: &Bed, cookie: &str) -> Reply {
    bed.post(cookie, EXPORTS, json!({"reason": "Yearly copy"})).await
}

#[tokio::test]
async fn everything_of_the_client_is_in_it_and_nothing_of_anybody_else() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let opened = bed.post(&admin, &format!("{HEAD}/evidence-openings"), json!({"reason": "Triage"})).await.json();
    for (visibility, body) in [("shared", "a shared word"), ("internal", "an internal word")] {
        let note = json!({"visibility": visibility, "body": body});
        assert_eq!(bed.post(&admin, &format!("{HEAD}/notes"), note).await.status, 201);
    }
    for (text, internal) in [("a shared task", false), ("an internal word", true)] {
        let task = json!({"phase": "recovery", "text": text, "owner": "msp", "internal": internal});
        assert_eq!(bed.post(&admin, &format!("{HEAD}/tasks"), json!({"task": task})).await.status, 201);
    }
    bed.pass(SignedDuration::from_secs(1));
    let reply = export(&bed, &admin).await;
    assert_eq!((reply.status, reply.headers["content-type"].to_str().ok()), (200, Some("application/gzip")));
    let name = reply.headers["content-disposition"].to_str().expect("text");
    assert_eq!(name, "attachment; filename=\"bulkhead-harbor-2026-11-24.tar.gz\"");
    let files = unpacked(&reply.body);

    let mut keys = bed.get(&admin, "/c/harbor/queue?sort=client").await.keys();
    keys.reverse();
    let incidents = lines(&files, "incidents");
    assert_eq!(incidents.iter().map(|line| line["key"].as_str().expect("a key")).collect::<Vec<_>>(), keys);
    assert!(incidents.iter().all(|line| line["clocks"]["created_at"].is_string()));
    let evidence = lines(&files, "evidence");
    assert_eq!(evidence.len(), 7);
    assert_eq!(evidence[0]["record"], opened["evidence"]["findings"][0]["record"], "byte for byte");
    let records = lines(&files, "evidence_openings");
    assert_eq!((records.len(), &records[0]["hash"]), (1, &opened["receipt"]["hash"]));
    assert_eq!(lines(&files, "people").len(), 3);
    let audit = lines(&files, "audit");
    assert_eq!(audit[0]["contents"]["action"], json!("export_made"), "this export too");
    assert_eq!((&audit[0]["contents"]["detail"], audit.len()), (&json!("Yearly copy"), 2));
    let heads = lines(&files, "heads");
    assert_eq!((&heads[0]["hash"], &heads[1]["hash"]), (&audit[0]["link"]["hash"], &opened["receipt"]["hash"]));
    let notes: Vec<_> = lines(&files, "timeline").into_iter().filter(|line| line["entry"]["kind"] == "note").collect();
    assert_eq!((notes.len(), &notes[0]["entry"]["note"]["body"]), (1, &json!("a shared word")));
    let tasks = lines(&files, "tasks");
    assert_eq!((tasks.len(), &tasks[0]["task"]["text"]), (1, &json!("a shared task")));

    for (name, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        assert_eq!(text.contains("canary"), name.starts_with("evidence/"), "{name}");
        for foreign in ["internal word", "canary-meridian", "MER-", "$argon2"] {
            assert!(!text.contains(foreign), "{foreign} in {name}");
        }
    }
}

#[tokio::test]
async fn without_a_reason_or_the_right_to_open_there_is_none_and_nothing_is_on_record() {
    let bed = Bed::new().await;
    let admin = bed.sign_in("admin@aurora.example").await;
    let before = bed.state().await;
    assert_eq!(bed.post(&admin, EXPORTS, json!({"reason": " "})).await.status, 422);
    assert_eq!(bed.post(&admin, EXPORTS, json!({})).await.status, 422);
    assert_eq!(bed.state().await, before);
    let mut write = bed.app.store.write(&Everywhere).await.expect("the writer");
    let drop =
        "DELETE FROM profile_capabilities WHERE profile_id = 'aurora-administrator' AND capability = 'evidence.open'";
    sqlx::query(drop).execute(&mut *write).await.expect("dropped");
    write.commit().await.expect("committed");
    let before = bed.state().await;
    let refused = export(&bed, &admin).await;
    assert_eq!((refused.status, &refused.json()["capability"]), (403, &json!("evidence.open")));
    assert_eq!(bed.state().await, before);
}

#[tokio::test]
async fn the_operator_exports_the_same_and_verifies_offline() {
    let bed = Bed::new().await;
    let success = format!("{:?}", ExitCode::SUCCESS);
    let file = bed.ground.folder().join("harbor.tar.gz");
    let file = file.to_str().expect("text");
    assert_eq!(bed.ground.run(&["export", "--client", "harbor", file]).await, success);
    assert_ne!(bed.ground.run(&["export", "--client", "harbor", file]).await, success, "it writes over nothing");
    assert_ne!(bed.ground.run(&["export", "--client", "nowhere", &format!("{file}.2")]).await, success);
    let files = unpacked(&std::fs::read(file).expect("the archive"));
    assert_eq!((lines(&files, "incidents").len(), lines(&files, "evidence").len()), (7, 7));
    let entry = &lines(&files, "audit")[0]["contents"];
    assert_eq!((&entry["action"], &entry["actor"]), (&json!("export_made"), &json!("command_line")));

    let manager = bed.sign_in("manager@harbor.example").await;
    let head = bed.ground.folder().join("head.json");
    std::fs::write(&head, bed.get(&manager, "/c/harbor/audit/head").await.body).expect("written");
    let head = head.to_str().expect("text");
    let verify = ["audit", "verify", "--client", "harbor", "--head", head];
    assert_eq!(bed.ground.run(&verify).await, success);
    assert_eq!(
        bed.ground.run(&["audit", "verify", "--client", "cedar", "--head", head]).await,
        format!("{:?}", ExitCode::from(2))
    );
    let mut write = bed.app.store.write(&Everywhere).await.expect("the writer");
    sqlx::query("UPDATE audit SET action = 'signed_out'").execute(&mut *write).await.expect("altered");
    write.commit().await.expect("committed");
    assert_eq!(bed.ground.run(&verify).await, format!("{:?}", ExitCode::FAILURE));
}
