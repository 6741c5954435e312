//! When somebody looked at an incident before: each user's own, from one look to the next.

use crate::harness::Bed;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tenant_api::store::Custody;
use wire::session::ClientId;

const PATH: &str = "/c/harbor/incidents/HAR-1001";

async fn looked_at(bed: &Bed, cookie: &str) -> Value {
    bed.get(cookie, PATH).await.json()["looked_at"].clone()
}

#[tokio::test]
async fn a_look_lasts_while_it_goes_on_and_the_next_is_compared_with_its_end() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    assert_eq!(looked_at(&bed, &cookie).await, Value::Null, "nobody has looked before the first time");
    for _ in 0..3 {
        bed.pass(SignedDuration::from_mins(5));
        assert_eq!(looked_at(&bed, &cookie).await, Value::Null, "reading it again is the same look");
    }
    bed.pass(SignedDuration::from_mins(20));
    for _ in 0..2 {
        assert_eq!(looked_at(&bed, &cookie).await, json!("2026-11-24T09:15:00Z"), "where the last look ended");
    }
    let other = bed.sign_in("lead@aurora.example").await;
    assert_eq!(looked_at(&bed, &other).await, Value::Null, "each user's own");
}

#[tokio::test]
async fn what_cannot_be_written_down_is_read_all_the_same() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let other = bed.another_process().await;
    let held = other.app.store.write(&Custody(&ClientId("harbor".into()))).await.expect("a writer");
    let head = bed.get(&cookie, PATH).await;
    assert_eq!((head.status, &head.json()["unread"]), (200, &json!(true)), "{:?}", head.body);
    drop(held);
    assert_eq!(bed.get(&cookie, PATH).await.json()["unread"], json!(false));
}

#[tokio::test]
async fn what_one_does_oneself_is_no_look_but_is_seen() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    looked_at(&bed, &cookie).await;
    bed.pass(SignedDuration::from_mins(15));
    let note = json!({"visibility": "shared", "body": "Seen"});
    assert_eq!(bed.post(&cookie, &format!("{PATH}/notes"), note).await.status, 201);
    bed.pass(SignedDuration::from_mins(15));
    assert_eq!(looked_at(&bed, &cookie).await, json!("2026-11-24T09:15:00Z"));
}

#[tokio::test]
async fn a_mention_asks_to_look_again_and_takes_nothing_of_what_was_seen() {
    let bed = Bed::new().await;
    let (ours, lead) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    looked_at(&bed, &lead).await;
    bed.pass(SignedDuration::from_mins(20));
    let note = json!({"visibility": "internal", "body": "Look, @[lead-aurora]"});
    assert_eq!(bed.post(&ours, &format!("{PATH}/notes"), note).await.status, 201);
    bed.pass(SignedDuration::from_mins(5));
    for _ in 0..2 {
        assert_eq!(looked_at(&bed, &lead).await, json!("2026-11-24T09:00:00Z"));
    }
}

#[tokio::test]
async fn an_internal_note_moves_no_clients_look() {
    let bed = Bed::new().await;
    let (ours, theirs) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    let look = async || {
        looked_at(&bed, &theirs).await;
        bed.pass(SignedDuration::from_mins(12));
        bed.get(&theirs, PATH).await
    };
    let before = look().await;
    let note = json!({"visibility": "internal", "body": "Only for us"});
    assert_eq!(bed.post(&ours, &format!("{PATH}/notes"), note).await.status, 201);
    let after = bed.get(&theirs, PATH).await;
    assert_eq!((before.blind().2, before.headers.get("etag")), (after.blind().2, after.headers.get("etag")));
}
