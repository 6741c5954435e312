//! Findings on their way in: read, judged, grouped and written.

mod asset;
pub mod body;
mod clues;
mod field;
mod intake;
mod known;
mod normalise;
mod open;
mod rows;
mod silenced;
#[cfg(test)]
mod tests;
mod time;

pub use intake::{BATCH, Feed, Intake, Taken};
pub use normalise::{Normalised, normalise};
pub(crate) use open::{Gravity, priority_of};
pub(crate) use rows::worsen;
pub(crate) use silenced::{is_critical, macs};

use crate::store::Store;
use body::Unfit;
use jiff::Timestamp;
use wire::{
    ingest::{IngestAnswer, Rejected},
    session::ClientId,
};

/// Why one item was not taken: a field's path and what is wrong with it, never its value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Problem(String);

impl Problem {
    fn field(path: &str, what: &str) -> Self {
        Self(format!("{path}: {what}"))
    }

    fn whole(what: &str) -> Self {
        Self(what.to_owned())
    }
}

/// Why a request was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The body as a whole is not JSON; says what is wrong without echoing it. 400.
    #[error("{0}")]
    Body(String),
    /// More items than one request may bring. 413.
    #[error("too many items")]
    TooMany,
    #[error(transparent)]
    Store(#[from] sqlx::Error),
}

/// A finding's own time, as ingest reads it.
pub(crate) fn occurred_at(finding: &serde_json::Value) -> Option<Timestamp> {
    time::of(finding).ok()
}

/// A finding's severity, as ingest reads it.
pub(crate) fn severity(finding: &serde_json::Value) -> wire::vocabulary::Severity {
    normalise::severity(finding).unwrap_or_default()
}

/// Takes one finding, an array of them, or NDJSON, for one client. Items that cannot be taken are in the answer, which is
/// an answer also if there are no others.
///
/// # Errors
/// [`Failure::Body`] when the body is not JSON: nothing was stored. [`Failure::Store`] when the store failed: what was
/// stored before is a duplicate when the body is sent again.
pub async fn take(
    store: &Store,
    client: &ClientId,
    body: &[u8],
    clock: impl Fn() -> Timestamp,
) -> Result<IngestAnswer, Failure> {
    let items = body::items(body, body::MAX_ITEMS).map_err(|unfit| match unfit {
        Unfit::NotJson(problem) => Failure::Body(problem),
        Unfit::TooMany => Failure::TooMany,
    })?;
    let intake = Intake::open(store, client).await?;
    let mut answer = IngestAnswer::default();
    for (page, items) in items.chunks(BATCH).enumerate() {
        let taken = intake.take(items, &clock).await?;
        answer.accepted += taken.accepted;
        answer.duplicates += taken.duplicates;
        let first = page * BATCH;
        let rejected = taken.rejected.into_iter();
        answer.rejected.extend(rejected.map(|(place, problem)| Rejected {
            index: u64::try_from(first + place).expect("an index fits"),
            problem: problem.to_string(),
        }));
        answer.incidents.extend(taken.incidents.into_iter().map(|number| intake.key(number)));
    }
    answer.incidents.sort_unstable();
    answer.incidents.dedup();
    Ok(answer)
}
