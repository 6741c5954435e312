//! Bulks are done by the process itself: as soon as one is asked for, and for whatever another process left.

use crate::{
    http::Clock,
    store::{Store, bulk, random_id},
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Notify, time::sleep};

/// Notes wait until they can no longer be undone, and leases end: nobody says when.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Whoever works at bulks in this process. Cheap to clone.
#[derive(Clone)]
pub struct Bulks {
    store: Store,
    clock: Clock,
    process: Arc<str>,
    asked: Arc<Notify>,
}

impl Bulks {
    #[must_use]
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock, process: random_id().into(), asked: Arc::default() }
    }

    /// There is something to do.
    pub fn wake(&self) {
        self.asked.notify_one();
    }

    /// One batch of each bulk that is due; whether there was one.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the store cannot be read.
    pub async fn round(&self) -> Result<bool, sqlx::Error> {
        bulk::round(&self.store, &self.process, (self.clock)()).await
    }

    /// Works until the process ends. What fails is logged and tried again.
    pub async fn run(self) {
        loop {
            match self.round().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => eprintln!("bulks could not go on: {error}"),
            }
            tokio::select! {
                () = self.asked.notified() => {}
                () = sleep(LOOK_EVERY) => {}
            }
        }
    }
}
