//! What the tenant API does by itself when the time has come: holds go on, silences end, retention, clients that leave, bulks and hand-overs that
//! are over.

use crate::{
    http::Clock,
    store::{Store, bulk, handovers, holds, offboarding, retention, silences},
};
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(30);
/// Of these looks, every so many is at what can wait an hour.
const LOOKS_AN_HOUR: u32 = 120;

/// Looks twice a minute whether a hold goes on or a silence ends, and once an hour at the rest, until the process ends. What fails is logged and
/// tried again.
pub async fn run(store: Store, clock: Clock) {
    for look in (0..LOOKS_AN_HOUR).cycle() {
        if let Err(error) = holds::go_on(&store, || clock()).await {
            eprintln!("holds could not go on: {error}");
        }
        if let Err(error) = silences::expire(&store, || clock()).await {
            eprintln!("silences could not end: {error}");
        }
        if look == 0 {
            hourly(&store, &clock).await;
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn hourly(store: &Store, clock: &Clock) {
    if let Err(error) = retention::sweep(store, clock()).await {
        eprintln!("retention could not go on: {error}");
    }
    if let Err(error) = offboarding::delete_due(store, clock()).await {
        eprintln!("a client could not be deleted: {error}");
    }
    if let Err(error) = bulk::forget(store, clock()).await {
        eprintln!("bulks could not be forgotten: {error}");
    }
    if let Err(error) = handovers::forget(store, clock()).await {
        eprintln!("hand-overs could not be forgotten: {error}");
    }
}
