//! Sessions: cookies, expiry, cross-site writes, guessing.

use crate::harness::Bed;
use axum::{extract::ConnectInfo, http::Request};
use jiff::SignedDuration;
use serde_json::json;
use std::net::SocketAddr;
use tenant_api::http::trusted;

#[tokio::test]
async fn the_cookie_is_as_strict_as_a_cookie_can_be_and_new_every_time() {
    let bed = Bed::new().await;
    let first = bed.attempt("Analyst@Aurora.example ", "bulkhead-demo").await;
    let cookie = first.headers["set-cookie"].to_str().expect("text").to_owned();
    for part in ["__Host-sid=", "; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let pair = cookie.split(';').next().expect("a pair").to_owned();
    let body = json!({"email": "lead@aurora.example", "password": "bulkhead-demo"});
    let again = bed.call(Some(&pair), "POST", "/session", Some(body), &[]).await;
    assert_ne!(again.headers["set-cookie"], first.headers["set-cookie"]);
    assert_eq!(bed.get(&pair, "/session").await.status, 401, "the former session is gone");
}

#[tokio::test]
async fn a_session_ends_when_idle_and_after_twelve_hours_and_on_signing_out() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    for _ in 0..3 {
        bed.pass(SignedDuration::from_mins(29));
        assert_eq!(bed.get(&cookie, "/session").await.status, 200);
    }
    bed.pass(SignedDuration::from_mins(20));
    assert_eq!(bed.get(&cookie, "/all/queue/rows?keys=HAR-1001").await.status, 200);
    bed.pass(SignedDuration::from_mins(10));
    assert_eq!(bed.get(&cookie, "/session").await.status, 401, "polling kept it alive");
    let cookie = bed.sign_in("analyst@aurora.example").await;
    for _ in 0..24 {
        assert_eq!(bed.get(&cookie, "/session").await.status, 200);
        bed.pass(SignedDuration::from_mins(30) - SignedDuration::from_secs(1));
    }
    bed.pass(SignedDuration::from_secs(30));
    assert_eq!(bed.get(&cookie, "/session").await.status, 401, "after twelve hours");
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let out = bed.call(Some(&cookie), "DELETE", "/session", None, &[]).await;
    assert!(out.status == 204 && out.headers["set-cookie"].to_str().expect("text").contains("Max-Age=0"));
    assert_eq!(bed.get(&cookie, "/session").await.status, 401);
}

#[tokio::test]
async fn an_unknown_account_and_a_wrong_password_are_the_same() {
    let bed = Bed::new().await;
    let unknown = bed.attempt("nobody@aurora.example", "bulkhead-demo").await.blind();
    assert_eq!(unknown.0, 401);
    assert_eq!(bed.attempt("analyst@aurora.example", "wrong").await.blind(), unknown);
}

#[tokio::test]
async fn guessing_is_slowed_down_and_knowing_is_not() {
    let bed = Bed::new().await;
    for _ in 0..30 {
        bed.sign_in("analyst@aurora.example").await;
    }
    for _ in 0..20 {
        assert_eq!(bed.attempt("analyst@aurora.example", "wrong").await.status, 401);
    }
    let slowed = bed.attempt("analyst@aurora.example", "bulkhead-demo").await;
    assert_eq!((slowed.status, slowed.headers["retry-after"].to_str().ok()), (429, Some("30")));
    bed.pass(SignedDuration::from_secs(30));
    assert_eq!(bed.attempt("analyst@aurora.example", "bulkhead-demo").await.status, 200);
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_address_has_its_own_attempts() {
    let proxies = ["10.0.0.0/8", "2001:db8::1"].map(|net| trusted(net).expect("a network")).to_vec();
    let bed = Bed::new().await.behind(proxies);
    let attempt = async |n: u32, peer: &str, forwarded: &[&str]| {
        let mut request = Request::post("/api/v1/session").header("sec-fetch-site", "same-origin");
        for value in forwarded {
            request = request.header("x-forwarded-for", *value);
        }
        let peer = SocketAddr::new(peer.parse().expect("an address"), 40_000);
        let body = json!({"email": format!("somebody{n}@aurora.example"), "password": "wrong"});
        let request = request.header("content-type", "application/json").extension(ConnectInfo(peer));
        bed.send(request.body(body.to_string().into()).expect("a request")).await.status
    };
    // Twenty of one address, through whichever proxies, whatever it says of itself before them.
    for n in 0..10 {
        assert_eq!(attempt(n, "10.0.0.1", &[&format!("192.0.2.{n}, 203.0.113.7")]).await, 401);
        assert_eq!(attempt(n, "2001:db8::1", &[&format!("192.0.2.{n}"), "203.0.113.7:5123, 10.9.9.9"]).await, 401);
    }
    assert_eq!(attempt(90, "10.0.0.1", &["203.0.113.7"]).await, 429);
    assert_eq!(attempt(91, "10.0.0.1", &["203.0.113.8"]).await, 401);
    assert_eq!(attempt(92, "10.0.0.1", &[]).await, 401);
    // Whoever is not a proxy of ours is who it is, whatever it says.
    for n in 100..120 {
        assert_eq!(attempt(n, "198.51.100.9", &[&format!("203.0.113.{n}")]).await, 401);
    }
    assert_eq!(attempt(93, "198.51.100.9", &["203.0.113.200"]).await, 429);
    assert_eq!(attempt(94, "198.51.100.10", &["203.0.113.200"]).await, 401);
}

#[tokio::test]
async fn a_write_from_another_site_is_refused() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let note = json!({"visibility": "shared", "body": "x"});
    let path = "/c/harbor/incidents/HAR-1001/notes";
    let send = async |headers: Vec<(&str, &str)>| {
        let mut request = axum::http::Request::builder().method("POST").uri(format!("/api/v1{path}"));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let request = request.header("cookie", &cookie).header("content-type", "application/json");
        bed.send(request.body(note.to_string().into()).expect("a request")).await.status
    };
    assert_eq!(send(vec![]).await, 403);
    assert_eq!(send(vec![("sec-fetch-site", "cross-site")]).await, 403);
    assert_eq!(send(vec![("sec-fetch-site", "same-site"), ("origin", "http://localhost:8080")]).await, 403);
    assert_eq!(send(vec![("origin", "http://evil.example")]).await, 403);
    assert_eq!(send(vec![("origin", "http://localhost:8080")]).await, 201);
    assert_eq!(send(vec![("sec-fetch-site", "same-origin")]).await, 201);
}
