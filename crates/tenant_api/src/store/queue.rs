//! The queue: rows of many clients in one order. Where most rows are the scope's they are walked by one index; otherwise
//! each client is read by its own, and merged.

mod choose;
mod facets;
mod led;
mod lookup;
mod marks;
mod merge;
mod narrow;
mod order;
mod plan;
mod rows;
mod walk;

pub use choose::choose;
pub use facets::facets;
pub use marks::{Along, Marks, Way, marks, marks_by};
pub use narrow::Narrow;
pub use order::Position;
pub(crate) use plan::Census;
pub use plan::Plan;
pub use rows::{named, read as read_rows, read_one as read_row};

use crate::{
    policy::Scope,
    store::{QueryBuilder, Read, Store, is_busy},
};
use jiff::Timestamp;
use merge::merge;
use order::Found;
use walk::walk;
use wire::{
    list::Partial,
    queue::{QueueRow, Sort},
    session::ClientId,
};

/// One page, and where the next one begins.
#[derive(Debug)]
pub struct Page {
    pub rows: Vec<QueueRow>,
    pub next: Option<Position>,
    pub partial: Vec<Partial>,
}

/// How a page is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub narrow: &'a Narrow,
    pub sort: Sort,
    pub limit: usize,
    pub after: Option<&'a Position>,
    pub now: Timestamp,
}

/// Reads one page of a scope's queue.
///
/// # Errors
/// [`sqlx::Error`] when nothing could be read; a client that could not be is in `partial`.
pub async fn page(store: &Store, scope: &Scope, asked: &Asked<'_>) -> Result<Page, sqlx::Error> {
    let plan = Plan::of(store, &asked.narrow.clients(scope), asked.limit).await?;
    match page_by(plan, store, scope, asked).await {
        Err(error) if plan == Plan::Walk && !is_busy(&error) => {
            told(&error);
            page_by(Plan::Merge, store, scope, asked).await
        }
        page => page,
    }
}

/// [`page`], in a given way and no other.
///
/// # Errors
/// As [`page`]; by a walk also where any client's rows could not be read.
pub async fn page_by(plan: Plan, store: &Store, scope: &Scope, asked: &Asked<'_>) -> Result<Page, sqlx::Error> {
    let (mut found, partial, read) = places(plan, store, scope, asked).await?;
    let more = found.len() > asked.limit;
    found.truncate(asked.limit);
    let next = found.last().filter(|_| more).map(Found::position);
    let keys: Vec<_> = found.into_iter().map(|found| (found.client, found.number)).collect();
    let (rows, unread) = rows::read(store, read, scope, &keys, asked.now).await?;
    let partial = partial.into_iter().chain(unread).collect();
    Ok(Page { rows, next, partial })
}

/// Where a page's rows stand, and one more where there is one; and the clients that could not be read.
async fn places(
    plan: Plan,
    store: &Store,
    scope: &Scope,
    asked: &Asked<'_>,
) -> Result<(Vec<Found>, Vec<Partial>, Read), sqlx::Error> {
    let clients = asked.narrow.clients(scope);
    match plan {
        Plan::Walk => walk(store, scope, asked, &clients).await.map(|(found, read)| (found, Vec::new(), read)),
        Plan::Merge => merge(store, scope, asked, &clients).await,
    }
}

/// A read of these clients alone, so that PostgreSQL's policies know no others of the scope's.
async fn read_of(store: &Store, scope: &Scope, clients: &[&ClientId]) -> Result<Read, sqlx::Error> {
    let mut read = store.read(scope).await?;
    if clients.len() < scope.clients().len() {
        read.narrow(&clients.iter().copied().collect()).await?;
    }
    Ok(read)
}

/// A line in the log: why clients are read one by one, which finds out whose rows it was.
fn told(error: &sqlx::Error) {
    eprintln!("clients could not be read together, so each is read alone: {error}");
}

/// A client that is missing from an answer, and a line in the log that says why. PostgreSQL answers nothing more in that
/// transaction: whoever goes on begins another.
pub(super) fn unread(client: &ClientId, error: &sqlx::Error) -> Partial {
    eprintln!("client {client} could not be read: {error}");
    Partial { client: client.clone(), reason: "could not be read".to_owned() }
}

/// SQL: whether the row of `i` is unread by whoever `r` belongs to. What is done needs nobody's eyes.
pub(super) const UNREAD: &str = "(i.status <= 3 AND i.attention_at > COALESCE(r.seen_at, 0))";

/// SQL: what the scope's caller has read of the rows of `i`, as `r`.
fn push_reads(query: &mut QueryBuilder, scope: &Scope) {
    query.push(" LEFT JOIN reads r ON r.client_id = i.client_id AND r.number = i.number AND r.user_id = ");
    query.push_bind(scope.caller().user().0.clone());
}

/// SQLite's index of all that rows are counted by.
const COUNTED: &str = "INDEXED BY incidents_counted";
