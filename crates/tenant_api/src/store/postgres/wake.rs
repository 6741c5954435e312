//! `LISTEN`: somebody has told something, whichever process it was.

use sqlx::postgres::PgListener;
use std::time::Duration;
use tokio::time::{sleep, timeout};
use url::Url;

/// What is told is noticed this soon also when nothing wakes us: the outbox is the truth.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// And this soon where nothing ever does: an event is on the screen within 150 ms.
const LOOK_CLOSELY: Duration = Duration::from_millis(50);

/// Waits for changes.
#[derive(Debug)]
pub struct Wake {
    address: Option<Url>,
    listener: Option<PgListener>,
}

impl Wake {
    /// By looking alone.
    #[must_use]
    pub(in crate::store) const fn by_looking() -> Self {
        Self { address: None, listener: None }
    }

    /// By notifications from this database, too.
    pub(in crate::store) const fn listening(address: Url) -> Self {
        Self { address: Some(address), listener: None }
    }

    /// Returns when it is worth looking again.
    pub async fn next(&mut self) {
        let Some(address) = &self.address else { return sleep(LOOK_CLOSELY).await };
        if self.listener.is_none() {
            self.listener = listen(address).await.ok();
        }
        let Some(listener) = &mut self.listener else { return sleep(LOOK_EVERY).await };
        // Time that has passed is as good a reason to look; a connection that is lost is made again.
        if let Ok(Err(_lost)) = timeout(LOOK_EVERY, listener.recv()).await {
            self.listener = None;
            sleep(LOOK_EVERY).await;
        }
    }
}

async fn listen(address: &Url) -> Result<PgListener, sqlx::Error> {
    let mut listener = PgListener::connect(address.as_str()).await?;
    listener.listen("bulkhead_outbox").await?;
    Ok(listener)
}
