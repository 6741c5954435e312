//! Every kind of credential before every door, as a table: none works in another's place.

use crate::{devices::connect, harness::Bed, portal::Portal};
use axum::{body::Body, http::Request};
use serde_json::json;
use std::fmt::Write;
use tenant_api::{http::api, store::ingest_keys};
use tower::ServiceExt;
use wire::session::ClientId;

const COMMITTED: &str = include_str!("credentials.txt");

/// The status alone: a stream's body has no end.
async fn status(bed: &Bed, method: &str, path: &str, headers: &[(&str, String)]) -> u16 {
    let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
    request = request.header("sec-fetch-site", "same-origin");
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let request = request.body(Body::empty()).expect("a request");
    bed.router.clone().oneshot(request).await.expect("an answer").status().as_u16()
}

/// `BLESS=1` writes what is so.
#[tokio::test]
async fn every_kind_of_credential_before_every_door() {
    let bed = Bed::new().await;
    let portal = Portal::new(&bed).await;
    let embedded = portal.credential(&portal.open(&bed).await).to_vec();
    let harbor = ClientId("harbor".into());
    let ingest_key = ingest_keys::make(&bed.app.store, &harbor, bed.app.now()).await.expect("made").expect("a client");
    let bearer = |token: &str| vec![("authorization", format!("Bearer {token}"))];
    let wall = vec![("cookie", connect(&bed, &portal.admin, json!({})).await.1)];
    let mut table =
        String::from("without a body: session | embed token | ingest key | partner key | device | nobody\n\n");
    for (method, pattern) in api::doors().0.keys() {
        let known = pattern.replace("{client}", "harbor").replace("{group}", "gold").replace("{key}", "HAR-1001");
        let parts = known.split('/').map(|part| if part.starts_with('{') { "0123" } else { part });
        let path = parts.collect::<Vec<_>>().join("/");
        // The administrator's: whatever is refused is refused to the kind. Afresh, because one operation signs out.
        let cookie = vec![("cookie", bed.sign_in("admin@aurora.example").await)];
        let mut cells = Vec::new();
        for headers in [cookie, embedded.clone(), bearer(&ingest_key), bearer(&portal.key), wall.clone(), vec![]] {
            cells.push(status(&bed, method, &path, &headers).await.to_string());
        }
        writeln!(table, "{:<88} {}", format!("{method} {pattern}"), cells.join(" | ")).expect("a string");
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/endpoints/credentials.txt"), &table)
            .expect("written");
    } else {
        assert!(table == COMMITTED, "doors have changed: run this test with BLESS=1 and read the difference");
    }
}

#[tokio::test]
async fn whatever_is_wrong_with_a_credential_the_refusal_is_the_same() {
    let bed = Bed::new().await;
    let portal = Portal::new(&bed).await;
    let token = portal.open(&bed).await;
    let nobody = bed.call(None, "GET", "/all/queue", None, &[]).await.blind();
    assert_eq!(nobody.0, 401);
    let guessed = "A".repeat(43);
    // Another kind's letters on a secret that is right are no way around its kind.
    let relabelled = token.replacen("bet_", "bpk_", 1);
    let wrong = [
        format!("bik_{guessed}"),
        format!("bpk_{guessed}"),
        format!("bet_{guessed}"),
        guessed,
        portal.key.clone(),
        portal.key.replacen("bpk_", "bet_", 1),
        relabelled,
        token[4..].to_owned(),
        String::new(),
    ];
    for secret in &wrong {
        let headers = portal.credential(secret);
        let headers = [(headers[0].0, headers[0].1.as_str()), (headers[1].0, headers[1].1.as_str())];
        assert_eq!(bed.call(None, "GET", "/all/queue", None, &headers).await.blind(), nobody, "{secret}");
    }
    let cookie = bed.sign_in("admin@aurora.example").await;
    let bearer = format!("Bearer {token}");
    for authorization in [token.as_str(), &bearer.replace("Bearer", "Basic")] {
        let both = [("authorization", authorization), ("x-embed-origin", crate::portal::ORIGIN)];
        assert_eq!(bed.call(Some(&cookie), "GET", "/all/queue", None, &both).await.blind(), nobody);
    }
    // A session's cookie under a token's letters, and a token as a session's cookie.
    let disguised = cookie.replacen("__Host-sid=", "", 1);
    assert_eq!(portal.get(&bed, &disguised, "/all/queue").await.blind(), nobody);
    assert_eq!(bed.get(&format!("__Host-sid={token}"), "/all/queue").await.blind(), nobody);
}
