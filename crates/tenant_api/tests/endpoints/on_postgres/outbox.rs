//! The outbox, where writers do not wait for each other.

use crate::harness::Bed;
use std::time::Duration;
use tenant_api::store::outbox::{self, Change};
use wire::{event::EventKind, session::ClientId};

fn change(client: &str, number: i64, bed: &Bed) -> Change {
    let at_ms = bed.app.now().as_millisecond();
    Change { client: ClientId(client.into()), number, version: 1, kind: EventKind::Changed, internal: false, at_ms }
}

/// The first to take a number is the last to commit: nothing may be gone past meanwhile.
#[tokio::test]
#[ignore = "of PostgreSQL alone"]
async fn commits_in_another_order_than_numbers_leave_no_gap() {
    let bed = Bed::new().await;
    let store = &bed.app.store;
    let (mut seen, _) = outbox::end(store).await.expect("an end");
    let (harbor, meridian) = (bed.seat("analyst-aurora", "harbor").await, bed.seat("analyst-aurora", "meridian").await);
    let mut told = vec![];
    let mut look = async |told: &mut Vec<(String, i64)>| {
        for next in outbox::after(store, seen).await.expect("changes") {
            seen = next.place;
            told.push((next.change.client.0, next.change.number));
        }
    };
    let mut slow = store.write(&harbor).await.expect("a writer");
    change("harbor", 1001, &bed).tell(&mut slow).await.expect("told");
    for number in 1001..1004 {
        let mut quick = store.write(&meridian).await.expect("another's writer does not wait");
        change("meridian", number, &bed).tell(&mut quick).await.expect("told");
        quick.commit().await.expect("committed");
        look(&mut told).await;
    }
    slow.commit().await.expect("committed");
    for _ in 0..50 {
        look(&mut told).await;
        if told.len() == 4 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    told.sort();
    let all = [("harbor", 1001), ("meridian", 1001), ("meridian", 1002), ("meridian", 1003)];
    assert_eq!(told, all.map(|(client, number)| (client.to_owned(), number)), "each once");
}
