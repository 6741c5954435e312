//! The queue: rows of many clients in one order, each client read by its own index and merged.

mod choose;
mod facets;
mod narrow;
mod order;
mod rows;

pub use choose::choose;
pub use facets::facets;
pub use narrow::Narrow;
pub use order::Position;
pub use rows::{named, read as read_rows, read_one as read_row};

use crate::{
    policy::Scope,
    sabotage::{self, Fault},
    store::{DatabaseConnection, Dialect, QueryBuilder, Store},
};
use jiff::Timestamp;
use order::{Found, Segment, segments};
use sqlx::Row;
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
    let mut read = store.read(scope).await?;
    let mut partial: Vec<Partial> = Vec::new();
    let mut found: Vec<Found> = Vec::new();
    let first = asked.after.map_or(0, |after| after.segment);
    for (place, segment) in segments(asked.sort).iter().enumerate().skip(first) {
        let after = asked.after.filter(|after| after.segment == place);
        let wanted = asked.limit + 1 - found.len();
        let mut met = Vec::new();
        for client in scope.clients().iter().filter(|client| asked.narrow.has_client(client)) {
            if partial.iter().any(|partial| partial.client == *client) {
                continue;
            }
            match look_up(&mut read, scope, client, segment, place, asked.narrow, after, wanted, asked.now).await {
                Ok(rows) => met.extend(rows),
                Err(error) => {
                    partial.push(unread(client, &error));
                    read = store.read(scope).await?;
                }
            }
            // Clients come in order, so a segment ordered by client alone is complete as soon as it is full.
            if segment.terms.is_empty() && met.len() >= wanted {
                break;
            }
        }
        met.sort_by(|one, other| segment.compare(one, other));
        met.truncate(wanted);
        found.extend(met);
        if found.len() > asked.limit {
            break;
        }
    }
    let more = found.len() > asked.limit;
    found.truncate(asked.limit);
    let next = found.last().filter(|_| more).map(Found::position);
    let keys: Vec<_> = found.into_iter().map(|found| (found.client, found.number)).collect();
    let (rows, unread) = rows::read(store, read, scope, &keys, asked.now).await?;
    partial.extend(unread);
    Ok(Page { rows, next, partial })
}

#[expect(clippy::too_many_arguments, reason = "one statement's parts; a struct would be made and taken apart at once")]
async fn look_up(
    conn: &mut DatabaseConnection,
    scope: &Scope,
    client: &ClientId,
    segment: &Segment,
    place: usize,
    narrow: &Narrow,
    after: Option<&Position>,
    limit: usize,
    now: Timestamp,
) -> Result<Vec<Found>, sqlx::Error> {
    let dialect = Dialect::of(conn);
    let mut query = QueryBuilder::new("SELECT i.number");
    for term in segment.terms {
        query.push(", ").push(term.sql);
    }
    query.push(" FROM incidents i ").push(dialect.hint(segment.index));
    query.push(" LEFT JOIN reads r ON r.client_id = i.client_id AND r.number = i.number AND r.user_id = ");
    query.push_bind(scope.caller().user().0.clone());
    query.push(if sabotage::is(Fault::QueueOfEveryClient) { " WHERE '' <> " } else { " WHERE i.client_id = " });
    query.push_bind(client.0.clone()).push(" AND ").push(segment.only);
    if let Some(label) = scope.label(client) {
        narrow.push(&mut query, dialect, label, now);
    }
    if let Some(after) = after {
        segment.push_after(&mut query, client, after);
    }
    segment.push_order(&mut query);
    query.push(" LIMIT ").push_bind(i64::try_from(limit).unwrap_or(i64::MAX));
    let rows = query.build().fetch_all(conn).await?;
    let found = rows.iter().map(|row| {
        let keys = (1..=segment.terms.len()).map(|column| row.try_get(column)).collect::<Result<_, _>>()?;
        Ok(Found { segment: place, keys, client: client.clone(), number: row.try_get(0)? })
    });
    found.collect()
}

/// A client that is missing from an answer, and a line in the log that says why. PostgreSQL answers nothing more in that
/// transaction: whoever goes on begins another.
pub(super) fn unread(client: &ClientId, error: &sqlx::Error) -> Partial {
    eprintln!("client {client} could not be read: {error}");
    Partial { client: client.clone(), reason: "could not be read".to_owned() }
}

/// SQL: whether the row of `i` is unread by whoever `r` belongs to. What is done needs nobody's eyes.
pub(super) const UNREAD: &str = "(i.status <= 3 AND i.attention_at > COALESCE(r.seen_at, 0))";
