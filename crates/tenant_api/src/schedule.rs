//! What the tenant API does by itself when the time has come: holds go on, silences end, retention, clients that leave, bulks and
//! hand-overs that are over.

use crate::{
    http::Clock,
    store::{Store, bulk, handovers, holds, offboarding, retention, silences},
};
use std::time::Duration;

const HALF_A_MINUTE: Duration = Duration::from_secs(30);
const AN_HOUR: Duration = Duration::from_secs(3600);

/// Looks twice a minute whether a hold goes on or a silence ends, and once an hour at the rest, which these do not wait for, until the
/// process ends. What fails is logged and tried again.
pub async fn run(store: Store, clock: Clock) {
    let soon = async {
        loop {
            if let Err(error) = holds::go_on(&store, || clock()).await {
                eprintln!("holds could not go on: {error}");
            }
            if let Err(error) = silences::expire(&store, || clock()).await {
                eprintln!("silences could not end: {error}");
            }
            tokio::time::sleep(HALF_A_MINUTE).await;
        }
    };
    let rest = async {
        loop {
            hourly(&store, &clock).await;
            tokio::time::sleep(AN_HOUR).await;
        }
    };
    tokio::join!(soon, rest);
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
