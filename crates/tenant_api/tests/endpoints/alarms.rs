//! A console that was sent another client's record says so, and it is on record.

use crate::harness::Bed;
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
