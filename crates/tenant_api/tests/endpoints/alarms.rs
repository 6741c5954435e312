//! A console that was sent another client's record says so, and it is on record.

use crate::{harness::Bed, portal::Portal};
use jiff::SignedDuration;
use serde_json::json;

#[tokio::test]
async fn an_alarm_is_in_the_audit_of_whoever_saw_it() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let reply = bed.post(&cookie, "/alarms", json!({"scope": "/c/harbor"})).await;
    assert_eq!(reply.status, 204);
    assert_eq!(bed.audited("aurora").await.last().map(String::as_str), Some("alarm_raised"));
}

#[tokio::test]
async fn what_is_no_scope_is_refused_and_not_kept() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let before = bed.audited("aurora").await;
    for scope in ["", "harbor", "/c/<b>", "/c/harbor queue", &"/long".repeat(50)] {
        assert_eq!(bed.post(&cookie, "/alarms", json!({ "scope": scope })).await.field(), "scope", "{scope}");
    }
    assert_eq!(bed.audited("aurora").await, before);
}

#[tokio::test]
async fn an_embedded_console_raises_it_too() {
    let bed = Bed::new().await;
    let portal = Portal::new(&bed).await;
    let [(one, bearer), (other, origin)] = portal.credential(&portal.open(&bed).await);
    let raise = async |origin: &str| {
        let headers = [(one, bearer.as_str()), (other, origin)];
        bed.call(None, "POST", "/alarms", Some(json!({"scope": "/c/harbor"})), &headers).await.status
    };
    assert_eq!(raise(&origin).await, 204);
    assert_eq!(raise("https://elsewhere.example").await, 401);
    let entry = bed.get(&portal.admin, "/audit?action=alarm_raised").await.items().remove(0);
    assert_eq!((&entry["contents"]["actor"], &entry["contents"]["subject"]), (&json!("partner"), &json!("/c/harbor")));
    let by = &entry["contents"]["by"];
    assert_eq!((&by["id"], &by["name"]), (&json!(format!("embed:{}:u-7", portal.id)), &json!("Ines Duarte")));
}

#[tokio::test]
async fn whoever_raises_many_waits_and_nobody_else_does() {
    let bed = Bed::new().await;
    let ana = bed.sign_in("analyst@aurora.example").await;
    let raise = async |cookie: &str| bed.post(cookie, "/alarms", json!({"scope": "/all"})).await;
    for _ in 0..5 {
        assert_eq!(raise(&ana).await.status, 204);
    }
    let before = bed.audited("aurora").await;
    let refused = raise(&ana).await;
    assert_eq!((refused.status, &refused.headers["retry-after"]), (429, &"120".parse().expect("a value")));
    assert_eq!(bed.audited("aurora").await, before);
    assert_eq!(raise(&bed.sign_in("lead@aurora.example").await).await.status, 204);
    bed.pass(SignedDuration::from_secs(120));
    assert_eq!(raise(&ana).await.status, 204);
}
