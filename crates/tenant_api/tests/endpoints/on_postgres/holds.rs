//! Holds, where writers do not wait for each other.

use crate::harness::Bed;
use jiff::SignedDuration;
use serde_json::json;
use std::time::Duration;
use tenant_api::store::{Everywhere, holds};

#[tokio::test]
#[ignore = "of PostgreSQL alone"]
async fn they_do_not_wait_for_the_installation() {
    let bed = Bed::new().await;
    let (cookie, path) = (bed.sign_in("analyst@aurora.example").await, "/c/harbor/incidents/HAR-1001");
    let hold = json!({"command": "set_status", "status": "on_hold", "hold_reason": "awaiting_client"});
    assert_eq!(bed.command(&cookie, path, "\"1\"", hold).await.status, 200);
    bed.pass(SignedDuration::from_hours(73));
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let held = bed.app.store.write(&Everywhere).await.expect("the installation's writer");
    let gone_on = holds::go_on(&bed.app.store, || bed.app.now());
    tokio::time::timeout(Duration::from_secs(5), gone_on).await.expect("nobody is waited for").expect("they go on");
    drop(held);
    assert_eq!(bed.get(&cookie, path).await.json()["status"], json!("new"));
}
