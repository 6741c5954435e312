//! What the tenant API does by itself when the time has come: retention, and clients that leave.

use crate::{
    http::Clock,
    store::{Store, offboarding, retention},
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
        tokio::time::sleep(EVERY).await;
    }
}
