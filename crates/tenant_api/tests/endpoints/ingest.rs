//! Findings on their way in, over HTTP.

use crate::harness::{Bed, Reply, finding};
use axum::{body::Body, http::Request};
use serde_json::json;
use tenant_api::store::ingest_keys;
use wire::session::ClientId;

async fn send(bed: &Bed, key: &str, body: impl Into<Body>) -> Reply {
    let request = Request::post("/api/v1/ingest/findings").header("authorization", format!("Bearer {key}"));
    bed.send(request.body(body.into()).expect("a request")).await
}

#[tokio::test]
async fn a_key_lets_one_clients_findings_in_once() {
    let bed = Bed::new().await;
    let key = ingest_keys::make(&bed.app.store, &ClientId("harbor".into()), bed.app.now())
        .await
        .expect("made")
        .expect("a client");
    let body = json!([finding("new-1", "newhost", 4), finding("new-2", "newhost", 4), {"class_uid": 1}]).to_string();
    let answer = send(&bed, &key, body.clone()).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    let answer = answer.json();
    assert_eq!((&answer["accepted"], &answer["rejected"][0]["index"]), (&json!(2), &json!(2)), "{answer}");
    assert_eq!(answer["incidents"], json!(["HAR-1008"]));
    assert_eq!(send(&bed, &key, body).await.json()["duplicates"], json!(2));
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_whole() {
    let bed = Bed::new().await;
    let key = ingest_keys::make(&bed.app.store, &ClientId("harbor".into()), bed.app.now())
        .await
        .expect("made")
        .expect("a client");
    let before = bed.state().await;
    assert_eq!(send(&bed, &key, "not json").await.status, 400);
    assert_eq!(send(&bed, &key, vec![b' '; 17 * 1024 * 1024]).await.status, 413);
    assert_eq!(send(&bed, "bik_wrong", "{}").await.status, 401);
    assert_eq!(bed.state().await, before);
}
