//! Sessions: cookies, expiry, cross-site writes, guessing.

use crate::harness::Bed;
use jiff::SignedDuration;
use serde_json::json;

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
