//! What the tenant API does by itself when the time has come: retention, clients that leave, bulks and hand-overs that are over.

use crate::{
    http::Clock,
    store::{Store, bulk, handovers, offboarding, retention},
};
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(3600);

/// Looks once an hour, until the process ends. What fails is logged and tried again.
pub async fn run(store: Store, clock: Clock) {
    loop {
        if let Err(error) = retention::sweep(&store, clock()).await {
            eprintln!("retention could not go on: {error}");
        }
        if let Err(error) = offboarding::delete_due(&store, clock()).await {
            eprintln!("a client could not be deleted: {error}");
        }
        if let Err(error) = bulk::forget(&store, clock()).await {
            eprintln!("bulks could not be forgotten: {error}");
        }
        if let Err(error) = handovers::forget(&store, clock()).await {
            eprintln!("hand-overs could not be forgotten: {error}");
        }
        tokio::time::sleep(EVERY).await;
    }
}
