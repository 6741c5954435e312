//! One's own sessions: told apart, and ended one by one or all but this one.

use crate::harness::Bed;
use axum::http::Request;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tenant_api::demo::organisations::PASSWORD;

const ANA: &str = "analyst@aurora.example";

impl Bed {
    /// The session of a cookie, as its user sees it.
    pub(crate) async fn this_session(&self, cookie: &str) -> Value {
        let mut sessions = self.get(cookie, "/sessions").await.items().into_iter();
        sessions.find(|session| session["is_this"] == true).expect("it is listed")
    }
}

async fn on(bed: &Bed, user_agent: &str) -> String {
    let request = Request::post("/api/v1/session").header("sec-fetch-site", "same-origin");
    let request = request.header("content-type", "application/json").header("user-agent", user_agent);
    let body = json!({"email": ANA, "password": PASSWORD}).to_string();
    bed.send(request.body(body.into()).expect("a request")).await.cookie()
}

#[tokio::test]
async fn sessions_are_told_apart_and_nobody_elses_are_listed() {
    let bed = Bed::new().await;
    let first = on(&bed, "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0").await;
    bed.pass(SignedDuration::from_mins(5));
    let second = on(&bed, "Mozilla/5.0 (Windows NT 10.0) Chrome/156.0.0.0 Safari/537.36").await;
    bed.sign_in("lead@aurora.example").await;
    let sessions = bed.get(&first, "/sessions").await.items();
    let shown: Vec<_> = sessions.iter().map(|session| (&session["device"], &session["is_this"])).collect();
    assert_eq!(shown, [(&json!("Chrome on Windows"), &json!(false)), (&json!("Firefox on Linux"), &json!(true))]);
    assert_eq!(sessions[1]["created_at"], "2026-11-24T09:00:00Z");
    let secret = second.split('=').nth(1).expect("a value");
    assert!(!format!("{sessions:?}").contains(secret), "a name is not a cookie");
}

#[tokio::test]
async fn a_session_is_ended_by_its_own_user_alone() {
    let bed = Bed::new().await;
    let (here, there) = (bed.sign_in(ANA).await, bed.sign_in(ANA).await);
    let id = |sessions: Vec<Value>, is_this: bool| {
        let found = sessions.into_iter().find(|session| session["is_this"] == is_this).expect("it is there");
        found["id"].as_str().expect("an id").to_owned()
    };
    let other = id(bed.get(&here, "/sessions").await.items(), false);
    let stranger = bed.sign_in("lead@aurora.example").await;
    let denied = bed.delete(&stranger, &format!("/sessions/{other}")).await;
    assert_eq!(denied.blind(), bed.delete(&stranger, "/sessions/0123456789abcdef").await.blind());
    assert_eq!((denied.status, bed.get(&there, "/session").await.status), (404, 200));
    assert_eq!(bed.delete(&here, &format!("/sessions/{other}")).await.status, 204);
    assert_eq!(bed.get(&there, "/session").await.status, 401);
    let this = id(bed.get(&here, "/sessions").await.items(), true);
    assert_eq!(bed.delete(&here, &format!("/sessions/{this}")).await.status, 204);
    assert_eq!(bed.get(&here, "/session").await.status, 401);
}

#[tokio::test]
async fn signing_out_everywhere_leaves_this_one_with_another_id_and_its_own_end() {
    let bed = Bed::new().await;
    let (here, there) = (bed.sign_in(ANA).await, bed.sign_in(ANA).await);
    let lead = bed.sign_in("lead@aurora.example").await;
    let out = bed.delete(&here, "/sessions").await;
    assert_eq!(out.status, 204);
    let here_now = out.cookie();
    assert_ne!(here_now, here);
    for gone in [&here, &there] {
        assert_eq!(bed.get(gone, "/session").await.status, 401);
    }
    assert_eq!(bed.get(&lead, "/session").await.status, 200, "somebody else's");
    assert_eq!(bed.get(&here_now, "/sessions").await.items().len(), 1);
    for _ in 0..24 {
        assert_eq!(bed.get(&here_now, "/session").await.status, 200);
        bed.pass(SignedDuration::from_mins(29) + SignedDuration::from_secs(59));
    }
    bed.pass(SignedDuration::from_secs(30));
    assert_eq!(bed.get(&here_now, "/session").await.status, 401, "another id is no longer life");
}

#[tokio::test]
async fn a_session_that_has_ended_by_itself_is_not_listed() {
    let bed = Bed::new().await;
    bed.sign_in(ANA).await;
    bed.pass(SignedDuration::from_mins(31));
    let now = bed.sign_in(ANA).await;
    assert_eq!(bed.get(&now, "/sessions").await.items().len(), 1);
}
