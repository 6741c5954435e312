//! Findings on their way in, over HTTP.

use crate::harness::{Bed, Reply, finding};
use axum::{body::Body, http::Request};
use flate2::{Compression, write::GzEncoder};
use jiff::SignedDuration;
use serde_json::json;
use std::{io::Write, time::Duration};
use tenant_api::store::ingest_keys;
use wire::session::ClientId;

async fn key(bed: &Bed) -> String {
    let harbor = ClientId("harbor".into());
    ingest_keys::make(&bed.app.store, &harbor, bed.app.now()).await.expect("made").expect("a client")
}

async fn send(bed: &Bed, key: &str, body: impl Into<Body>) -> Reply {
    let request = Request::post("/api/v1/ingest/findings").header("authorization", format!("Bearer {key}"));
    bed.send(request.body(body.into()).expect("a request")).await
}

#[tokio::test]
async fn a_key_lets_one_clients_findings_in_once() {
    let bed = Bed::new().await;
    let key = key(&bed).await;
    let body = json!([finding("new-1", "newhost", 4), finding("new-2", "newhost", 4), {"class_uid": 1}]).to_string();
    let answer = send(&bed, &key, body.clone()).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    let answer = answer.json();
    assert_eq!((&answer["accepted"], &answer["rejected"][0]["index"]), (&json!(2), &json!(2)), "{answer}");
    assert_eq!(answer["incidents"], json!(["HAR-1008"]));
    assert_eq!(send(&bed, &key, body).await.json()["duplicates"], json!(2));
}

#[tokio::test]
async fn a_key_is_for_its_client_whatever_else_is_said() {
    let bed = Bed::new().await;
    let authorization = format!("Bearer {}", key(&bed).await);
    let mut finding = finding("named", "newhost", 4);
    finding["client"] = json!("meridian");
    finding["metadata"]["tenant_uid"] = json!("meridian");
    let headers = [("authorization", authorization.as_str()), ("x-client", "meridian"), ("x-tenant", "meridian")];
    let sent = bed.call(None, "POST", "/ingest/findings?client=meridian", Some(finding), &headers).await;
    assert_eq!(sent.json()["incidents"], json!(["HAR-1008"]));
    let analyst = bed.sign_in("analyst@aurora.example").await;
    assert_eq!(bed.get(&analyst, "/c/meridian/queue").await.items().len(), 5);
}

#[tokio::test]
async fn a_null_character_in_a_finding_is_evidence_like_any_other() {
    let bed = Bed::new().await;
    let (key, analyst) = (key(&bed).await, bed.sign_in("analyst@aurora.example").await);
    let mut finding = finding("null\0uid", "null\0host", 4);
    finding["attacks"][0]["technique"]["uid"] = json!("T1110\0");
    finding["attacks"][0]["tactics"][0]["uid"] = json!("TA0001\0");
    finding["resources"] = json!([{"name": "\0"}]);
    finding["finding_info"]["types"] = json!(["\0"]);
    finding["\0"] = json!({"\0": "\0"});
    let answer = send(&bed, &key, finding.to_string()).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    assert_eq!(answer.json()["incidents"], json!(["HAR-1008"]), "{:?}", answer.body);
    assert_eq!(send(&bed, &key, finding.to_string()).await.json()["duplicates"], json!(1));
    let opening = "/c/harbor/incidents/HAR-1008/evidence-openings";
    let opened = bed.post(&analyst, opening, json!({"reason": "To see what it sent"})).await;
    assert_eq!(opened.status, 201, "{:?}", opened.body);
    assert!(String::from_utf8_lossy(&opened.body).contains("null\\u0000host"), "{:?}", opened.body);
}

#[tokio::test]
async fn of_two_that_an_alert_could_join_it_joins_the_later() {
    let bed = Bed::new().await;
    let (key, analyst) = (key(&bed).await, bed.sign_in("analyst@aurora.example").await);
    let first = "/c/harbor/incidents/HAR-1008";
    let joined =
        async |uid: &str| send(&bed, &key, finding(uid, "twin", 4).to_string()).await.json()["incidents"].clone();
    assert_eq!(joined("twin-1").await, json!(["HAR-1008"]));
    let resolve = json!({"command": "set_status", "status": "resolved"});
    assert_eq!(bed.command(&analyst, first, "\"1\"", resolve).await.status, 200);
    assert_eq!(joined("twin-2").await, json!(["HAR-1009"]));
    let reopen = json!({"command": "reopen", "reason": "Not over"});
    assert_eq!(bed.command(&analyst, first, "\"2\"", reopen).await.status, 200);
    assert_eq!(joined("twin-3").await, json!(["HAR-1009"]));
    let hold = json!({"command": "set_status", "status": "on_hold", "hold_reason": "awaiting_client"});
    assert_eq!(bed.command(&analyst, &first.replace("1008", "1009"), "\"1\"", hold).await.status, 200);
    assert_eq!(joined("twin-4").await, json!(["HAR-1009"]), "in whatever order the database keeps them");
}

#[tokio::test]
async fn a_scheme_is_a_scheme_in_any_case() {
    let bed = Bed::new().await;
    let key = key(&bed).await;
    for (authorization, status) in [
        (format!("bearer {key}"), 200),
        (format!("BEARER  {key}"), 200),
        (format!("Basic {key}"), 401),
        (format!("Bearer{key}"), 401),
        (key.clone(), 401),
    ] {
        let request = Request::post("/api/v1/ingest/findings").header("authorization", &authorization);
        let reply = bed.send(request.body(Body::from("[]")).expect("a request")).await;
        assert_eq!(reply.status, status, "{}", authorization.replace(&key, "<key>"));
    }
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(vec![], Compression::default());
    gzip.write_all(body).expect("memory takes it");
    gzip.finish().expect("memory takes it")
}

async fn send_encoded(bed: &Bed, key: &str, encoding: &str, body: Vec<u8>) -> Reply {
    let request = Request::post("/api/v1/ingest/findings").header("authorization", format!("Bearer {key}"));
    bed.send(request.header("content-encoding", encoding).body(body.into()).expect("a request")).await
}

#[tokio::test]
async fn what_came_compressed_is_the_same_and_no_larger() {
    let bed = Bed::new().await;
    let key = key(&bed).await;
    let lines = format!("{}\n{}\n", finding("zip-1", "newhost", 4), finding("zip-2", "newhost", 4));
    let packed = gzip(lines.as_bytes());
    assert_eq!(send_encoded(&bed, &key, "gzip", packed.clone()).await.json()["accepted"], json!(2));
    // Shippers also send one member after another.
    let (first, second) = lines.split_once('\n').expect("two lines");
    let members = [gzip(first.as_bytes()), gzip(b"\n"), gzip(second.as_bytes())].concat();
    assert_eq!(send_encoded(&bed, &key, "X-GZIP", members).await.json()["duplicates"], json!(2));
    assert_eq!(send_encoded(&bed, &key, "identity", lines.clone().into()).await.json()["duplicates"], json!(2));

    let before = bed.state().await;
    let bomb = gzip(&vec![b' '; 17 * 1024 * 1024]);
    assert!(bomb.len() < 64 * 1024, "it is small on its way in");
    assert_eq!(send_encoded(&bed, &key, "gzip", bomb).await.status, 413);
    assert_eq!(send_encoded(&bed, &key, "gzip", packed[..packed.len() / 2].to_vec()).await.status, 400);
    assert_eq!(send_encoded(&bed, &key, "gzip", lines.clone().into()).await.status, 400);
    let refused = send_encoded(&bed, &key, "br", lines.into()).await;
    assert_eq!((refused.status, &refused.headers["accept-encoding"]), (415, &"gzip".parse().expect("a value")));
    assert_eq!(bed.state().await, before);
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_whole() {
    let bed = Bed::new().await;
    let key = key(&bed).await;
    let before = bed.state().await;
    assert_eq!(send(&bed, &key, "not json").await.status, 400);
    assert_eq!(send(&bed, &key, vec![b' '; 17 * 1024 * 1024]).await.status, 413);
    assert_eq!(send(&bed, &key, format!("[{}1]", "1,".repeat(100_000))).await.status, 413);
    assert_eq!(send(&bed, "bik_wrong", "{}").await.status, 401);
    assert_eq!(bed.state().await, before);
}

#[tokio::test]
async fn what_waited_for_the_writer_is_as_new_as_its_commit() {
    let bed = Bed::new().await;
    let (key, cookie) = (key(&bed).await, bed.sign_in("analyst@aurora.example").await);
    assert_eq!(bed.get(&cookie, "/c/harbor/incidents/HAR-1001").await.status, 200);
    let mut worse = finding("late", "harbor0", 6);
    worse["time"] = json!(bed.app.now().as_millisecond());
    let writer = bed.app.store.write(&bed.seat("analyst-aurora", "harbor").await).await.expect("the writer");
    let sending = send(&bed, &key, worse.to_string());
    let meanwhile = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        bed.pass(SignedDuration::from_mins(1));
        drop(writer);
    };
    let (answer, ()) = tokio::join!(sending, meanwhile);
    assert_eq!(answer.json()["incidents"], json!(["HAR-1001"]));
    let row = bed.get(&cookie, "/all/queue/rows?keys=HAR-1001").await.items().remove(0);
    assert_eq!((&row["updated_at"], &row["unread"]), (&json!("2026-11-24T09:01:00Z"), &json!(true)));
}

#[tokio::test]
async fn evidence_that_cannot_be_written_in_time_is_busy_and_nothing_is_kept() {
    let bed = Bed::new().await;
    let (key, before) = (key(&bed).await, bed.state().await);
    let held = bed.ground.hold_evidence().await;
    let body = finding("busy", "newhost", 4).to_string();
    let sending = send(&bed, &key, body.clone());
    let refused = tokio::time::timeout(Duration::from_secs(25), sending).await.expect("nobody waits for ever");
    assert_eq!((refused.status, refused.problem().as_str()), (503, "busy"), "{:?}", refused.body);
    drop(held);
    assert_eq!(bed.state().await, before);
    assert_eq!(send(&bed, &key, body).await.json()["accepted"], json!(1));
}

#[tokio::test]
async fn a_client_that_hangs_up_in_the_middle_of_a_write_does_not_cut_it() {
    let bed = Bed::new().await;
    let (key, cookie) = (key(&bed).await, bed.sign_in("analyst@aurora.example").await);
    // The evidence cannot be written for now, so ingest stops between its two stores.
    let held = bed.ground.hold_evidence().await;
    let body = finding("cut", "newhost", 4).to_string();
    let sending = tokio::time::timeout(Duration::from_millis(500), send(&bed, &key, body.clone()));
    assert!(sending.await.is_err(), "the client has hung up before there was an answer");
    drop(held);
    for _ in 0..100 {
        if bed.get(&cookie, "/c/harbor/incidents/HAR-1008").await.status == 200 {
            assert_eq!(send(&bed, &key, body).await.json()["duplicates"], json!(1));
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the finding is lost");
}
